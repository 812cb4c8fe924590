import type { Clock } from '@towpath/base'
import type { Engine, RunKind } from '@towpath/engine'
import type { Database } from '@towpath/storage'
import {
  advanceCondition,
  type ConditionCommand,
  type ConditionFact,
  type ConditionWork,
  conditionStatus,
  type RuleWork,
  ruleStatus,
} from '../rules/execution/condition-lifecycle.ts'
import type { ExecutionFact, Hook } from '../rules/execution/execution-state.ts'
import type { FillableTexts } from '../rules/execution/fill-in.ts'
import { ConditionChecks } from '../state/condition-checks.ts'
import { RuleExecutions } from '../state/rule-executions.ts'
import { inOrder } from './in-order.ts'
import { type PerformRuleDeps, performRule } from './perform-rule.ts'
import { gaveUp } from './provider-answers.ts'
import { CONDITION_RUN, executionRunId } from './run-ids.ts'
import { tell } from './tell.ts'
import type { InputArtifact } from './work-texts.ts'

/** One rule, with all that its provider is handed but roles. */
export interface RuleRunState extends RuleWork {
  /** Of the rule execution. */
  id: string
  name: string
  texts: FillableTexts
  inputs: InputArtifact[]
}

/** One look at a condition. */
export interface ConditionRunState extends ConditionWork<RuleRunState> {
  account: string
  region: string
  pipelineId: string
  pipelineName: string
  version: number
  executionId: string
  stage: string
  hook: Hook
  check: number
  startedAt: number
}

export interface ConditionRunDeps extends PerformRuleDeps {
  engine: Pick<Engine, 'read' | 'deliver'>
  clock: Clock
}

/** The run of one look at a condition: has the providers of its rules say whether they hold. */
export function conditionRun(deps: ConditionRunDeps): RunKind<ConditionRunState, ConditionFact, ConditionCommand> {
  return {
    kind: CONDITION_RUN,
    next(state, facts, now) {
      const { condition, commands, wakeAt, done } = advanceCondition<RuleRunState>(state, facts, now)
      return { state: { ...state, ...condition }, commands, wakeAt, done }
    },
    project: (db, { state, done }) => project(deps, db, state, done),
    async perform(command, { runId, signal }) {
      const run = await deps.engine.read(deps.store.db, runId)
      const facts = run ? await performRule(deps, run.state as ConditionRunState, command, signal) : []
      return facts.map((fact) => ({ type: 'rule', rule: command.rule, fact }))
    },
    failed({ type, rule }, error) {
      deps.log.error({ err: error, command: type }, 'A step of a rule was given up')
      return type === 'abandon' ? [] : [{ type: 'rule', rule, fact: { type: 'answered', outcome: gaveUp() } }]
    },
  }
}

async function project(
  { engine, clock }: ConditionRunDeps,
  db: Database,
  state: ConditionRunState,
  done: boolean,
): Promise<void> {
  const { executionId, stage, check, rules } = state
  const updatedAt = clock.now()
  for (const { id, work } of rules) {
    const { percentComplete: _, ...external } = work.external
    const error = work.end && 'error' in work.end ? work.end.error : undefined
    await new RuleExecutions(db, state).recordProgress(id, {
      ...external,
      status: ruleStatus(work.end),
      error,
      updatedAt,
    })
  }
  const status = conditionStatus(state)
  const summary = rules.map(({ work }) => (work.end && 'error' in work.end ? work.end.error?.message : undefined))
  await new ConditionChecks(db).recordProgress(
    { executionId, stage, number: check },
    { status, summary: summary.find((text) => text !== undefined), updatedAt },
  )
  if (!done || state.abandoned) return
  const fact: ExecutionFact = { type: 'condition-ended', stage, check, passed: status === 'Succeeded' }
  await inOrder(db, [() => tell(engine, db, executionRunId(executionId), [fact])])
}
