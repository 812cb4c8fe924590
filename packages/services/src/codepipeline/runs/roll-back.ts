import type { Database } from '@towpath/storage'
import { Executions } from '../state/executions.ts'
import { Pipelines } from '../state/pipelines.ts'
import { StageExecutions } from '../state/stage-executions.ts'
import type { ExecutionRunState } from './execution-run.ts'
import type { ProjectExecutionDeps } from './project-execution.ts'
import { startExecution } from './start-execution.ts'

/**
 * Runs the stage that failed again, as in the last execution that succeeded in it with the same definition. Does nothing
 * when there is none, or when the definition has changed meanwhile (documented).
 */
export async function rollBack(
  deps: ProjectExecutionDeps,
  db: Database,
  { plan, pipelineId }: ExecutionRunState,
  stage: string,
): Promise<void> {
  const { version, executionId, pipelineName } = plan
  const pipeline = await new Pipelines(db, plan, deps.sealing).find(pipelineName)
  if (pipeline?.id !== pipelineId || pipeline.version !== version) return
  const asked = { version, otherThan: executionId }
  const targetId = await new StageExecutions(db).lastSuccess(pipelineId, stage, asked)
  const target = targetId === undefined ? undefined : await new Executions(db, plan).find(targetId)
  if (!target) return
  await startExecution(deps, db, plan, pipeline, {
    trigger: { type: 'AutomatedRollback', detail: executionId },
    variables: target.variables,
    sourceRevisions: target.sourceRevisions,
    rollback: { target, stage },
  })
}
