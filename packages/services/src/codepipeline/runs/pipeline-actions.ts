import type { Engine } from '@towpath/engine'
import type { Database } from '@towpath/storage'
import type { ActionOutcome } from '../providers/provider.ts'
import type { ActionFact } from '../rules/execution/action-lifecycle.ts'
import type { ConditionFact } from '../rules/execution/condition-lifecycle.ts'
import { ActionExecutions } from '../state/action-executions.ts'
import { RuleExecutions } from '../state/rule-executions.ts'
import { actionRunId, conditionRunId } from './run-ids.ts'
import { tell } from './tell.ts'

/** How actions that wait hear of what they wait for. All within the caller's transaction. */
export interface PipelineActions {
  /**
   * The build, deployment or execution of that id has ended: actions and rules that wait for it look at it at once. Nothing
   * happens when none does.
   */
  externalEnded(db: Database, ended: { account: string; region: string; externalExecutionId: string }): Promise<void>
  /** Has the provider of an action look again at once. One that waits no more is passed over. */
  lookAgain(db: Database, asked: { actionExecutionId: string }): Promise<void>
  /** Speaks for the provider of an action. One that has ended is passed over. */
  answer(db: Database, asked: { actionExecutionId: string; outcome: ActionOutcome }): Promise<void>
}

export function pipelineActions(engine: Pick<Engine, 'deliver' | 'read'>): PipelineActions {
  const tellAction = (db: Database, actionExecutionId: string, fact: ActionFact) =>
    tell(engine, db, actionRunId(actionExecutionId), [fact])
  return {
    async externalEnded(db, { account, region, externalExecutionId }) {
      const scope = { account, region }
      const actions = await new ActionExecutions(db, scope).waitingFor(externalExecutionId)
      for (const { id } of actions) await tellAction(db, id, { type: 'look-again' })
      for (const rule of await new RuleExecutions(db, scope).waitingFor(externalExecutionId)) {
        const runId = conditionRunId(rule.executionId, rule.stage, rule.check)
        const run = await engine.read(db, runId)
        const index = run ? (run.state as { rules: { id: string }[] }).rules.findIndex(({ id }) => id === rule.id) : -1
        const fact: ConditionFact = { type: 'rule', rule: index, fact: { type: 'look-again' } }
        if (index >= 0) await engine.deliver(db, runId, [fact])
      }
    },
    lookAgain: (db, { actionExecutionId }) => tellAction(db, actionExecutionId, { type: 'look-again' }),
    answer: (db, { actionExecutionId, outcome }) => tellAction(db, actionExecutionId, { type: 'answered', outcome }),
  }
}
