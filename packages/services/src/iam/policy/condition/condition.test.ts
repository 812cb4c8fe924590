import { expect, test } from 'vitest'
import { requestValues } from '../values.ts'
import { compileCondition, conditionHolds, parseOperator } from './condition.ts'

/** Whether `operator: { key: expected }` holds when the key has the values `actual` (undefined: is absent). */
function holds(
  operator: string,
  expected: string | string[],
  actual?: string | string[],
  effect: 'Allow' | 'Deny' = 'Allow',
) {
  const name = parseOperator(operator)
  const condition = name && compileCondition(name, 'aws:Key', [expected].flat(), true)
  if (!condition) throw new Error(`${operator} does not take ${expected}`)
  return conditionHolds(condition, requestValues({ 'AWS:KEY': actual ?? [], 'aws:username': 'alice' }), effect)
}

test.each<[operator: string, expected: string | string[], actual: string | string[] | undefined, holds: boolean]>([
  ['StringEquals', 'a', 'a', true],
  ['StringEquals', 'a', 'A', false],
  ['StringEquals', ['b', 'a'], 'a', true],
  ['StringEquals', 'a*', 'ab', false],
  ['StringEquals', 'a*', 'a*', true],
  ['StringEquals', 'a', undefined, false],
  ['StringEquals', `\${aws:username}`, 'alice', true],
  ['StringNotEquals', 'a', 'b', true],
  ['StringNotEquals', ['a', 'b'], 'b', false],
  ['StringNotEquals', 'a', undefined, true],
  ['StringEqualsIgnoreCase', 'Ab', 'aB', true],
  ['StringNotEqualsIgnoreCase', 'Ab', 'aB', false],
  ['StringLike', 'home/*', 'home/x/y', true],
  ['StringLike', 'home/?', 'home/xy', false],
  ['StringLike', `\${aws:username}/*`, 'alice/x', true],
  ['StringNotLike', 'home/*', 'root/x', true],
  ['StringNotLike', 'home/*', 'home/x', false],
  ['NumericEquals', '10', '10.0', true],
  ['NumericEquals', '10', 'ten', false],
  ['NumericNotEquals', '10', '11', true],
  ['NumericLessThan', '10', '9.5', true],
  ['NumericLessThan', '10', '10', false],
  ['NumericLessThanEquals', '10', '10', true],
  ['NumericGreaterThan', '10', '1e2', true],
  ['NumericGreaterThanEquals', '-3', '-3', true],
  ['DateEquals', '2026-01-01', '2026-01-01T00:00:00Z', true],
  ['DateEquals', '2026-01-01T02:00+02:00', '1767225600', true],
  ['DateNotEquals', '2026-01-01', '2026-01-02', true],
  ['DateLessThan', '2026-01-01T00:00:00Z', '2025-12-31T23:59:59.999Z', true],
  ['DateLessThanEquals', '2026-01-01', '2026-01-01', true],
  ['DateGreaterThan', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', false],
  ['DateGreaterThanEquals', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', true],
  ['Bool', 'true', 'True', true],
  ['Bool', 'false', 'true', false],
  ['Bool', 'false', undefined, false],
  ['BinaryEquals', 'QmluYXJ5', 'QmluYXJ5', true],
  ['BinaryEquals', 'QmluYXJ5', 'QmluYXJ6', false],
  ['IpAddress', '10.0.0.0/8', '10.1.2.3', true],
  ['IpAddress', '10.0.0.0/8', '11.1.2.3', false],
  ['IpAddress', '10.1.2.3', '10.1.2.3', true],
  ['IpAddress', '2001:db8::/32', '2001:db8::1', true],
  ['IpAddress', '10.0.0.0/8', 'not an address', false],
  ['NotIpAddress', ['10.0.0.0/8', '192.168.0.0/16'], '192.168.1.1', false],
  ['NotIpAddress', ['10.0.0.0/8', '192.168.0.0/16'], '8.8.8.8', true],
  ['ArnEquals', 'arn:aws:iam::*:role/x', 'arn:aws:iam::123456789012:role/x', true],
  ['ArnLike', 'arn:aws:iam::*:role/*', 'arn:aws:iam::123456789012:role/a/b', true],
  ['ArnLike', 'arn:aws:*:role/x', 'arn:aws:iam::123456789012:role/x', false],
  ['ArnNotEquals', 'arn:aws:iam::*:role/x', 'arn:aws:iam::123456789012:role/y', true],
  ['ArnNotLike', 'arn:aws:iam::*:role/*', 'arn:aws:iam::123456789012:role/y', false],
  ['Null', 'true', undefined, true],
  ['Null', 'true', 'a', false],
  ['Null', 'false', 'a', true],
  ['Null', ['true', 'false'], 'a', true],
  ['StringEqualsIfExists', 'a', undefined, true],
  ['StringEqualsIfExists', 'a', 'b', false],
  ['StringNotEqualsIfExists', 'a', undefined, true],
  ['BoolIfExists', 'false', undefined, true],
  ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b', 'a'], true],
  ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], false],
  ['ForAllValues:StringEquals', 'a', undefined, true],
  ['ForAllValues:StringNotEquals', 'a', ['b', 'c'], true],
  ['ForAllValues:StringNotEquals', 'a', ['a', 'c'], false],
  ['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'b'], true],
  ['ForAnyValue:StringEquals', 'a', ['b', 'c'], false],
  ['ForAnyValue:StringEquals', 'a', undefined, false],
  ['ForAnyValue:StringNotEquals', 'a', ['a', 'b'], true],
  ['ForAnyValue:StringNotEquals', 'a', undefined, false],
  ['ForAnyValue:StringEqualsIfExists', 'a', undefined, true],
  ['StringEquals', [], 'a', false],
  ['stringequals', 'a', 'a', true],
])('%s %j on %j: %s', (operator, expected, actual, result) => {
  expect(holds(operator, expected, actual)).toBe(result)
})

test.each([
  ['Allow', 'StringEquals', false],
  ['Deny', 'StringEquals', false],
  ['Allow', 'StringNotEquals', false],
  ['Deny', 'StringNotEquals', true],
] as const)('a variable without value never lets more through: %s with %s holds: %s', (effect, operator, expected) => {
  expect(holds(operator, `\${aws:PrincipalTag/team}`, 'x', effect)).toBe(expected)
})

test.each(['', 'StringEqual', 'IfExists', 'ForSomeValues:StringEquals', 'NullIfExists', 'ForAnyValue:'])(
  '%j is no operator',
  (name) => {
    expect(parseOperator(name)).toBeUndefined()
  },
)
