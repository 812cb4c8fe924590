import type { ActionExecutionStatus } from '@aws-sdk/client-codepipeline'
import type { Clock } from '@towpath/base'
import type { Engine } from '@towpath/engine'
import type { Database } from '@towpath/storage'
import type { ActionEnd } from '../rules/execution/action-lifecycle.ts'
import type { ExecutionFact } from '../rules/execution/execution-state.ts'
import { ActionExecutions } from '../state/action-executions.ts'
import { Artifacts } from '../state/artifacts.ts'
import type { ActionRunState } from './action-run.ts'
import { inOrder } from './in-order.ts'
import { executionRunId } from './run-ids.ts'
import { tell } from './tell.ts'

/** Brings the tables up to date with the state of an action's run, hands on what it puts out and tells its execution. */
export async function projectAction(
  { engine, clock }: { engine: Pick<Engine, 'read' | 'deliver'>; clock: Clock },
  db: Database,
  state: ActionRunState,
): Promise<void> {
  const { actionExecutionId, work, outputs } = state
  const { end, external } = work
  const succeeded = end?.type === 'succeeded' ? end : undefined
  const isKept = await new ActionExecutions(db, state).recordProgress(actionExecutionId, {
    ...external,
    updatedAt: clock.now(),
    status: statusOf(end),
    error: end && 'error' in end ? end.error : undefined,
    output: succeeded && {
      outputArtifacts: outputs,
      outputVariables: succeeded.outputVariables,
      revision: succeeded.revision,
    },
  })
  if (!end || end.type === 'abandoned') return
  // Otherwise the pipeline was deleted: there are no actions after it.
  if (succeeded && isKept) await handOn(db, state, succeeded)
  const fact: ExecutionFact = {
    type: 'action-ended',
    actionExecutionId,
    error: end.type === 'failed' ? end.error : undefined,
  }
  await inOrder(db, [() => tell(engine, db, executionRunId(state.executionId), [fact])])
}

function statusOf(end: ActionEnd | undefined): ActionExecutionStatus {
  switch (end?.type) {
    case undefined:
      return 'InProgress'
    case 'succeeded':
      return 'Succeeded'
    case 'failed':
      return 'Failed'
    case 'abandoned':
      return end.error ? 'Failed' : 'Abandoned'
  }
}

/** Makes what it puts out known to the actions after it. */
async function handOn(
  db: Database,
  state: ActionRunState,
  { outputVariables = {}, revision }: ActionEnd & { type: 'succeeded' },
): Promise<void> {
  const { executionId, stage, action, namespace, outputs } = state
  const artifacts = new Artifacts(db)
  for (const output of outputs) await artifacts.save({ ...output, executionId, stage, action, revision })
  if (namespace !== undefined) await artifacts.saveVariables(executionId, namespace, outputVariables)
}
