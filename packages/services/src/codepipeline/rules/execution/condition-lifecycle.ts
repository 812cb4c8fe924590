/** One look at a condition of a stage: its rules run side by side, and it is over when all of them are. */
import type { ConditionExecutionStatus, RuleExecutionStatus } from '@aws-sdk/client-codepipeline'
import {
  type ActionCommand,
  type ActionEnd,
  type ActionFact,
  type ActionWork,
  advanceAction,
} from './action-lifecycle.ts'

export interface RuleWork {
  /** When it has failed for want of an answer. Milliseconds since the epoch. */
  expiresAt: number
  work: ActionWork
}

/** `end` of a condition that nobody asks about any more. */
export type ConditionAbandoned = 'Abandoned' | 'Cancelled' | 'Overridden'

export interface ConditionWork<Rule extends RuleWork = RuleWork> {
  rules: Rule[]
  abandoned?: ConditionAbandoned
}

export type ConditionFact =
  /** What happened to the rule of that index. */
  { type: 'rule'; rule: number; fact: ActionFact } | { type: 'abandon'; status: ConditionAbandoned }

export type ConditionCommand = ActionCommand & {
  /** Index. */
  rule: number
}

export interface AdvancedCondition<Rule extends RuleWork> {
  condition: ConditionWork<Rule>
  commands: ConditionCommand[]
  wakeAt?: number
  done: boolean
}

/** The condition after `facts` and after what the time of day brings about. Late facts change nothing. */
export function advanceCondition<Rule extends RuleWork>(
  before: ConditionWork<Rule>,
  facts: readonly ConditionFact[],
  now: number,
): AdvancedCondition<Rule> {
  const calledOff = facts.find((fact) => fact.type === 'abandon')
  const advanced = before.rules.map((rule, index) => {
    const own = facts.flatMap((fact) => (fact.type === 'rule' && fact.rule === index ? [fact.fact] : []))
    if (calledOff) own.push({ type: 'abandon' })
    else if (now >= rule.expiresAt) own.push({ type: 'abandon', error: TOO_LATE })
    const { work, commands, wakeAt } = advanceAction(rule.work, own, now)
    const hasEnded = work.phase === 'ended'
    return {
      rule: { ...rule, work },
      commands: commands.map((command) => ({ ...command, rule: index })),
      wakeAt: hasEnded ? [] : [rule.expiresAt, ...(wakeAt === undefined ? [] : [wakeAt])],
    }
  })
  const times = advanced.flatMap(({ wakeAt }) => wakeAt)
  const rules = advanced.map(({ rule }) => rule)
  return {
    condition: { rules, abandoned: before.abandoned ?? calledOff?.status },
    commands: advanced.flatMap(({ commands }) => commands),
    wakeAt: times.length > 0 ? Math.min(...times) : undefined,
    done: rules.every(({ work }) => work.phase === 'ended'),
  }
}

const TOO_LATE = { code: 'JobFailed', message: 'The rule was not completed in time' }

/** Failed: a rule does not hold. Errored: of a rule it could not be told. */
export function conditionStatus({ rules, abandoned }: ConditionWork): ConditionExecutionStatus {
  if (abandoned) return abandoned
  const ends = rules.map(({ work }) => work.end)
  if (ends.includes(undefined)) return 'InProgress'
  const codes = ends.flatMap((end) => (end && 'error' in end && end.error ? [end.error.code] : []))
  if (codes.some((code) => code !== 'JobFailed')) return 'Errored'
  return codes.length > 0 ? 'Failed' : 'Succeeded'
}

export function ruleStatus(end: ActionEnd | undefined): RuleExecutionStatus {
  if (!end) return 'InProgress'
  if (end.type === 'succeeded') return 'Succeeded'
  return end.error ? 'Failed' : 'Abandoned'
}

const MINUTE = 60_000
const DEFAULT_MINUTES = 60
/** Those of CodeBuild and Commands are documented; the others wait for a time to come, so they may for a day. */
const OF_PROVIDER = new Map([
  ['CodeBuild', 8 * 60],
  ['Commands', 55],
  ['DeploymentWindow', 24 * 60],
  ['CloudWatchAlarm', 24 * 60],
])

/** How long a rule may take, in milliseconds. */
export function ruleTimeout(rule: { timeoutInMinutes?: number; ruleTypeId?: { provider?: string } }): number {
  const { timeoutInMinutes, ruleTypeId } = rule
  return (timeoutInMinutes ?? OF_PROVIDER.get(ruleTypeId?.provider ?? '') ?? DEFAULT_MINUTES) * MINUTE
}
