import type { StageTransitionType } from '@aws-sdk/client-codepipeline'
import { validation } from './errors.ts'
import { existingStage } from './lookup.ts'
import type { Ctx } from './room.ts'
import type { AdmissionFact } from './rules/execution/stage-admission.ts'
import { admissionRunId } from './runs/run-ids.ts'
import type { PipelineRecord } from './state/pipelines.ts'

/** The stage that a transition leads into: the way out of one is the way into the next (documented). */
export function stageBehind(
  pipeline: PipelineRecord,
  stageName: string | undefined,
  type: StageTransitionType = 'Inbound',
): string {
  const stage = existingStage(pipeline, stageName)
  if (type === 'Inbound') return stage.name
  const { stages } = pipeline.definition
  const next = stages[stages.indexOf(stage) + 1]
  if (!next) throw validation(`The stage '${stage.name}' is the last one: no transition leads out of it`)
  return next.name
}

/** Lets executions into a stage, or no more. */
export async function tellTransition(
  { engine, db }: Pick<Ctx, 'engine' | 'db'>,
  { id }: PipelineRecord,
  stage: string,
  closed: boolean,
): Promise<void> {
  const fact: AdmissionFact = { type: 'transition', stage, closed }
  await engine.deliver(db, admissionRunId(id), [fact])
}
