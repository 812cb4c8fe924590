import type { StageExecutionStatus } from '@aws-sdk/client-codepipeline'
import type { Clock, Ids, SealingKey } from '@towpath/base'
import type { Engine } from '@towpath/engine'
import type { Database } from '@towpath/storage'
import type { ActionFact } from '../rules/execution/action-lifecycle.ts'
import type { ConditionFact } from '../rules/execution/condition-lifecycle.ts'
import type { ExecutionCommand } from '../rules/execution/execution-state.ts'
import { Executions } from '../state/executions.ts'
import { StageExecutions } from '../state/stage-executions.ts'
import type { ExecutionRunState } from './execution-run.ts'
import { inOrder } from './in-order.ts'
import { rollBack } from './roll-back.ts'
import { actionRunId, admissionRunId, conditionRunId } from './run-ids.ts'
import { startAction } from './start-action.ts'
import { startCondition } from './start-condition.ts'
import { tell } from './tell.ts'

export interface ProjectExecutionDeps {
  engine: Pick<Engine, 'start' | 'read' | 'deliver'>
  clock: Clock
  ids: Ids
  sealing: SealingKey
}

/** Brings the tables up to date with the state of an execution's run, and has done what it wants done. */
export async function projectExecution(
  deps: ProjectExecutionDeps,
  db: Database,
  state: ExecutionRunState,
  before: ExecutionRunState | undefined,
): Promise<void> {
  const now = deps.clock.now()
  const isKept = await new Executions(db, state.plan).recordProgress(state.plan.executionId, {
    status: state.status,
    inboundStage: inboundStage(state),
    stopReason: state.stop?.reason,
    updatedAt: now,
  })
  // Otherwise the pipeline was deleted: nobody can ask for its executions any more.
  if (isKept) await recordStages(db, state, before, now)
  const orders = state.orders.map((order) => () => carryOut(deps, db, state, order))
  const { messages, pipelineId } = state
  const telling = () => tell(deps.engine, db, admissionRunId(pipelineId), messages)
  await inOrder(db, messages.length > 0 ? [...orders, telling] : orders)
}

/** The stage it is in front of: until it may go in, or for good when it ended there. */
function inboundStage({ plan, phase, at, stages }: ExecutionRunState): string | undefined {
  const isOutside = phase === 'arriving' || phase === 'before-entry' || stages[at]?.status === undefined
  return isOutside ? plan.stages[at]?.name : undefined
}

interface ShownStage {
  status: StageExecutionStatus
  retries: { automatic: number; manual: number }
}

/** A stage in which it is; not while the condition of its entry is looked at. */
function shownStage(state: ExecutionRunState | undefined, index: number): ShownStage | undefined {
  const stage = state?.stages[index]
  if (!stage?.status || (state?.phase === 'before-entry' && state.at === index)) return undefined
  return { status: stage.status, retries: stage.retries }
}

async function recordStages(
  db: Database,
  state: ExecutionRunState,
  before: ExecutionRunState | undefined,
  now: number,
): Promise<void> {
  const stageExecutions = new StageExecutions(db)
  for (const [index, { name: stage }] of state.plan.stages.entries()) {
    const shown = shownStage(state, index)
    const was = shownStage(before, index)
    if (!shown || JSON.stringify(shown) === JSON.stringify(was)) continue
    const { executionId } = state.plan
    const entered = JSON.stringify(shown.retries) !== JSON.stringify(was?.retries)
    if (entered)
      await stageExecutions.enter({ executionId, pipelineId: state.pipelineId, stage, ...shown, enteredAt: now })
    else await stageExecutions.recordStatus({ executionId, stage, status: shown.status })
  }
}

async function carryOut(
  deps: ProjectExecutionDeps,
  db: Database,
  state: ExecutionRunState,
  order: ExecutionCommand,
): Promise<void> {
  const { executionId } = state.plan
  switch (order.type) {
    case 'start-action':
      return startAction(deps, db, state, order)
    case 'abandon-action': {
      const action = state.stages[state.at]?.actions.find(({ name }) => name === order.action)
      // One that took too long has an error, one that was abandoned has none.
      const fact: ActionFact = { type: 'abandon', error: action?.error }
      return tell(deps.engine, db, actionRunId(order.actionExecutionId), [fact])
    }
    case 'check-condition':
      return startCondition(deps, db, state, order)
    case 'abandon-condition': {
      const fact: ConditionFact = { type: 'abandon', status: abandonedAs(state) }
      return tell(deps.engine, db, conditionRunId(executionId, order.stage, order.check), [fact])
    }
    case 'roll-back':
      return rollBack(deps, db, state, order.stage)
  }
}

function abandonedAs({ stop, outdated }: ExecutionRunState): 'Abandoned' | 'Cancelled' | 'Overridden' {
  if (stop) return 'Abandoned'
  return outdated ? 'Cancelled' : 'Overridden'
}
