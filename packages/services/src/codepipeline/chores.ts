import type { Chore } from '@towpath/base'
import type { Engine } from '@towpath/engine'
import type { Store } from '@towpath/storage'
import { actionExecutionId } from './rules/execution/action-execution-id.ts'
import type { ExecutionFact, ExecutionState } from './rules/execution/execution-state.ts'
import { ADMISSION_RUN, actionRunId, conditionRunId, EXECUTION_RUN, executionRunId } from './runs/run-ids.ts'
import { tell } from './runs/tell.ts'
import { deleteExecutions, oldExecutions } from './state/old-executions.ts'
import { deleteOldDeliveries, deleteOldJobs } from './state/old-jobs.ts'

export interface CodepipelineChoresDeps {
  store: Store
  engine: Pick<Engine, 'read' | 'deliver' | 'finished' | 'forget'>
  /** How long executions that have ended are kept, in milliseconds; undefined: for ever. */
  historyKept: number | undefined
}

/** How long the runs of an execution are kept after its end. Milliseconds. */
const RUNS_KEPT = 7 * 86_400_000
/** How long a delivery to a webhook is known for one that was taken already. Milliseconds. */
const DELIVERIES_KEPT = 365 * 86_400_000
const JOBS_LOT = 100
/** Executions in one transaction, each with all its actions. */
const LOT = 10

/** What keeps this room's tables from growing for ever. */
export function codepipelineChores({ store, engine, historyKept }: CodepipelineChoresDeps): Chore[] {
  const forgetting = (name: string, kind: string, others: (state: unknown) => string[]): Chore => ({
    name,
    lot: (now) =>
      store.transaction(async (db) => {
        const ended = await engine.finished(db, { kind, before: now - RUNS_KEPT, limit: LOT })
        for (const { id, state } of ended) await engine.forget(db, [...others(state), id])
        return ended.length === LOT
      }),
  })
  const chores: Chore[] = [
    forgetting('codepipeline.runs', EXECUTION_RUN, (state) => runsOf(state as ExecutionState)),
    forgetting('codepipeline.admissions', ADMISSION_RUN, () => []),
    {
      name: 'codepipeline.jobs',
      lot: (now) => store.transaction(async (db) => (await deleteOldJobs(db, now - RUNS_KEPT, JOBS_LOT)) === JOBS_LOT),
    },
    {
      name: 'codepipeline.webhook-deliveries',
      lot: (now) =>
        store.transaction(async (db) => {
          await deleteOldDeliveries(db, now - DELIVERIES_KEPT)
          return false
        }),
    },
  ]
  if (historyKept !== undefined) {
    chores.push({
      name: 'codepipeline.executions',
      lot: (now) =>
        store.transaction(async (db) => {
          const old = await oldExecutions(db, now - historyKept, LOT)
          // What failed can be retried until then.
          const fact: ExecutionFact = { type: 'outdated' }
          for (const id of old) await tell(engine, db, executionRunId(id), [fact])
          await deleteExecutions(db, old)
          return old.length === LOT
        }),
    })
  }
  return chores
}

/** Those of all attempts at its actions and of all looks at its conditions. An execution ends after them. */
function runsOf({ plan, stages }: ExecutionState): string[] {
  return plan.stages.flatMap(({ name }, index) => {
    const { actions, checks } = stages[index] ?? { actions: [], checks: 0 }
    const attempts = actions.flatMap((action) =>
      counted(action.attempt).map((attempt) =>
        actionRunId(actionExecutionId(plan.executionId, name, action.name, attempt)),
      ),
    )
    return [...attempts, ...counted(checks).map((check) => conditionRunId(plan.executionId, name, check))]
  })
}

const counted = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1)
