import { expect, test } from 'vitest'
import { boundedMatch, boundedMatches, isPattern } from './bounded-match.ts'

test.each([
  ['^a+$', 'aaa', true],
  ['^a+$', 'aab', false],
  ['a', 'xay', true],
  ['', 'anything', true],
])('pattern %o on %o gives %o', (pattern, text, expected) => {
  expect(boundedMatch(pattern, text)).toBe(expected)
})

test('several patterns are looked for in their texts', () => {
  const asked = [
    { pattern: '^b', texts: ['a', 'b"\u2028', 'ab'] },
    { pattern: '', texts: [] },
    { pattern: 'c', texts: ['c'] },
  ]

  expect(boundedMatches(asked)).toEqual([[false, true, false], [], [true]])
})

test('many patterns have no more time together than one', () => {
  const slow = { pattern: '^(a+)+$', texts: [`${'a'.repeat(60)}b`] }
  const before = performance.now()

  expect(
    boundedMatches(
      Array.from({ length: 1000 }, () => slow),
      20,
    ),
  ).toBeUndefined()

  // A thousand times twenty milliseconds would be far more.
  expect(performance.now() - before).toBeLessThan(10_000)
})

test('a pattern that would backtrack for years is given up', () => {
  expect(boundedMatch('^(a+)+$', `${'a'.repeat(60)}b`, 20)).toBeUndefined()
})

test('what is no pattern is told apart from what does not match', () => {
  expect(isPattern('a(')).toBe(false)
  expect(isPattern('a')).toBe(true)
  expect(() => boundedMatch('a(', 'a')).toThrow(SyntaxError)
})
