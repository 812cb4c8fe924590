import { expect, test } from 'vitest'
import { variableProblem } from './variable-check.ts'

test.each([
  ['main', 'EQ', 'main', undefined],
  ['main', 'EQ', 'Main', 'The value "main" is not equal to "Main".'],
  ['main', 'NE', 'dev', undefined],
  ['main', 'NE', 'main', 'The value "main" is equal to "main".'],
  ['fix: a crash', 'CONTAINS', 'crash', undefined],
  ['fix: a crash', 'CONTAINS', 'feat', 'The value "fix: a crash" does not contain "feat".'],
  ['v1.20', 'MATCHES', 'v\\d+\\.\\d+', undefined],
  ['v1.20-rc', 'MATCHES', 'v\\d+\\.\\d+', 'The value "v1.20-rc" does not match "v\\d+\\.\\d+".'],
])('%s %s %s', (value, operator, wanted, problem) => {
  expect(variableProblem({ value, operator, wanted })).toBe(problem)
})

test.each([
  ['GT', '1', '"GT" is not one of EQ, NE, CONTAINS, MATCHES'],
  ['constructor', '1', 'is not one of'],
  ['MATCHES', '(', 'regular expression'],
])('the operator %s with %s cannot be evaluated: %s', (operator, wanted, message) => {
  expect(() => variableProblem({ value: '1', operator, wanted })).toThrow(message)
})

test('a regular expression that would take for ever is given up', () => {
  const value = `${'a'.repeat(60)}!`

  expect(() => variableProblem({ value, operator: 'MATCHES', wanted: '(a+)+b' })).toThrow('takes too long')
})
