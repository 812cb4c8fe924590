import type { RunKind } from '@towpath/engine'
import type { Store } from '@towpath/storage'
import { advanceExecution } from '../rules/execution/execution-lifecycle.ts'
import type { ExecutionCommand, ExecutionFact, ExecutionState } from '../rules/execution/execution-state.ts'
import { EXECUTIONS_CHANNEL, type ExecutionMoved } from './executions-channel.ts'
import { type ProjectExecutionDeps, projectExecution } from './project-execution.ts'
import { EXECUTION_RUN } from './run-ids.ts'

export interface ExecutionRunState extends ExecutionState {
  pipelineId: string
  /** What the last step wants done: other runs do it, and are told of it in the same transaction. */
  orders: ExecutionCommand[]
}

/** The run of an execution. It acts on nothing itself: actions and conditions have runs of their own. */
export function executionRun(
  deps: ProjectExecutionDeps & { store: Pick<Store, 'notify'> },
): RunKind<ExecutionRunState, ExecutionFact, never> {
  return {
    kind: EXECUTION_RUN,
    next(before, facts, now) {
      const { state, commands, wakeAt, done } = advanceExecution(before, facts, now)
      return { state: { ...state, pipelineId: before.pipelineId, orders: commands }, commands: [], wakeAt, done }
    },
    async project(db, { state }, before) {
      await projectExecution(deps, db, state, before)
      if (before?.status === state.status && before.at === state.at) return
      const { account, region, executionId } = state.plan
      const moved: ExecutionMoved = { account, region, executionId }
      deps.store.notify(EXECUTIONS_CHANNEL, JSON.stringify(moved))
    },
    perform: async () => {
      throw new Error('The run of an execution has no commands.')
    },
    failed: () => [],
  }
}
