import type { Ctx } from './room.ts'
import type { AdmissionState } from './rules/execution/stage-admission.ts'
import type { ExecutionRunState } from './runs/execution-run.ts'
import { admissionRunId, executionRunId } from './runs/run-ids.ts'

type EngineCtx = Pick<Ctx, 'engine' | 'db'>

/** The run of an execution as it is now; undefined once it was forgotten: nothing can come of it any more. */
export async function executionRunState({ engine, db }: EngineCtx, id: string): Promise<ExecutionRunState | undefined> {
  return (await engine.read(db, executionRunId(id)))?.state as ExecutionRunState | undefined
}

/** Who is in the stages of a pipeline that exists, and in front of them. */
export async function admissionState({ engine, db }: EngineCtx, pipelineId: string): Promise<AdmissionState> {
  const run = await engine.read(db, admissionRunId(pipelineId))
  if (!run) throw new Error(`Pipeline ${pipelineId} has no admission`)
  return run.state as AdmissionState
}
