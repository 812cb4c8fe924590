import type { Clock, Ids } from '@towpath/base'
import type { Engine } from '@towpath/engine'
import type { Database } from '@towpath/storage'
import { planStages } from '../rules/execution/execution-plan.ts'
import { newExecution } from '../rules/execution/execution-state.ts'
import { checkStart } from '../rules/execution/requests.ts'
import { Artifacts } from '../state/artifacts.ts'
import { type ExecutionRecord, Executions, type SourceRevision, type Trigger } from '../state/executions.ts'
import type { PipelineRecord } from '../state/pipelines.ts'
import type { Scope } from '../state/tables.ts'
import type { ExecutionRunState } from './execution-run.ts'
import { EXECUTION_RUN, executionRunId } from './run-ids.ts'

/** What starting an execution takes. */
export interface StartDeps {
  engine: Pick<Engine, 'start'>
  ids: Ids
  clock: Clock
}

export interface StartRequest {
  trigger: Trigger
  /** See `variablesAtStart`, which also refuses what the pipeline does not declare. */
  variables: Record<string, string>
  /** What source actions take instead of what is newest. */
  sourceRevisions?: SourceRevision[]
  /** A second request with the same one starts nothing, and is answered as the first. */
  clientToken?: string
  /** One stage is run again with what the target's actions handed on; the target has run in the same version. */
  rollback?: { target: ExecutionRecord; stage: string }
}

/**
 * Starts an execution of a pipeline in its current version, all within the caller's transaction, and resolves to its id.
 * Refuses one more than a pipeline takes at the same time (QUEUED and PARALLEL).
 */
export async function startExecution(
  { engine, ids, clock }: StartDeps,
  db: Database,
  { account, region }: Scope,
  pipeline: PipelineRecord,
  request: StartRequest,
): Promise<string> {
  const { id: pipelineId, name: pipelineName, version, definition } = pipeline
  const executions = new Executions(db, { account, region })
  const { clientToken, rollback } = request
  const known = clientToken === undefined ? undefined : await executions.findByToken(pipelineId, clientToken)
  if (known) return known.id
  const mode = definition.executionMode
  // A rollback mends what has failed: it is not held back by what waits.
  if (!rollback && mode !== 'SUPERSEDED') checkStart(mode, await executions.countUnfinished(pipelineId))

  const id = ids.uuid()
  const number = await executions.nextNumber(pipelineId)
  const now = clock.now()
  const stages = planStages(definition, rollback?.stage)
  await executions.create({
    id,
    account,
    region,
    pipelineId,
    pipelineName,
    version,
    number,
    status: 'InProgress',
    mode,
    trigger: request.trigger,
    variables: request.variables,
    sourceRevisions: request.sourceRevisions ?? [],
    rollbackOf: rollback?.target.id,
    inboundStage: stages[0]?.name,
    clientToken,
    startedAt: now,
    updatedAt: now,
  })
  // The first action may look for them before this resolves.
  if (rollback) await new Artifacts(db).copy(rollback.target.id, id)
  const plan = { account, region, pipelineName, executionId: id, number, version, stages }
  const state: ExecutionRunState = { ...newExecution(plan), pipelineId, orders: [] }
  await engine.start(db, EXECUTION_RUN, executionRunId(id), state)
  return id
}
