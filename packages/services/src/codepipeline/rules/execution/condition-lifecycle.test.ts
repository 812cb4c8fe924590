import { expect, test } from 'vitest'
import type { ActionOutcome } from '../../providers/provider.ts'
import { newActionWork } from './action-lifecycle.ts'
import {
  advanceCondition,
  type ConditionFact,
  type ConditionWork,
  conditionStatus,
  ruleTimeout,
} from './condition-lifecycle.ts'

const LIMIT = 10_000
const begun = (rules: number): ConditionWork =>
  advanceCondition({ rules: Array.from({ length: rules }, () => ({ expiresAt: LIMIT, work: newActionWork() })) }, [], 0)
    .condition

const answer = (rule: number, outcome: ActionOutcome): ConditionFact => ({
  type: 'rule',
  rule,
  fact: { type: 'answered', outcome },
})
const holds: ActionOutcome = { type: 'succeeded' }
const fails = (code = 'JobFailed'): ActionOutcome => ({ type: 'failed', error: { code, message: 'no' } })

test.each<[string, ConditionFact[], string]>([
  ['none has answered', [], 'InProgress'],
  ['one has not answered', [answer(0, fails())], 'InProgress'],
  ['all hold', [answer(0, holds), answer(1, holds)], 'Succeeded'],
  ['one does not hold', [answer(0, holds), answer(1, fails())], 'Failed'],
  ['of one it could not be told', [answer(0, fails()), answer(1, fails('PermissionError'))], 'Errored'],
  ['it is overridden', [answer(0, holds), { type: 'abandon', status: 'Overridden' }], 'Overridden'],
])('a condition with two rules, of which %s', (_, facts, status) => {
  const { condition, done } = advanceCondition(begun(2), facts, 1)

  expect(conditionStatus(condition)).toBe(status)
  expect(done).toBe(status !== 'InProgress')
})

test('rules that nobody asks about any more are left off, those that have answered are not', () => {
  const { condition } = advanceCondition(begun(2), [answer(0, holds)], 1)

  const { commands } = advanceCondition(condition, [{ type: 'abandon', status: 'Abandoned' }], 2)

  expect(commands).toEqual([{ type: 'abandon', rule: 1 }])
})

test('a rule that takes too long does not hold', () => {
  const waiting = advanceCondition(begun(1), [answer(0, { type: 'waiting' })], 1)
  expect(waiting).toMatchObject({ done: false, wakeAt: LIMIT })

  const { condition, commands, done } = advanceCondition(waiting.condition, [], LIMIT)

  expect({ status: conditionStatus(condition), commands, done }).toEqual({
    status: 'Failed',
    commands: [{ type: 'abandon', rule: 0 }],
    done: true,
  })
})

test.each([
  [{ timeoutInMinutes: 5, ruleTypeId: { provider: 'Commands' } }, 5],
  [{ ruleTypeId: { provider: 'Commands' } }, 55],
  [{ ruleTypeId: { provider: 'VariableCheck' } }, 60],
  [{ ruleTypeId: { provider: 'constructor' } }, 60],
])('the time limit of the rule %j is %i minutes', (rule, minutes) => {
  expect(ruleTimeout(rule)).toBe(minutes * 60_000)
})
