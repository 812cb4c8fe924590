import { expect, test } from 'vitest'
import { boundedMatch, isPattern } from './bounded-match.ts'

test.each([
  ['^a+$', 'aaa', true],
  ['^a+$', 'aab', false],
  ['a', 'xay', true],
  ['', 'anything', true],
])('pattern %o on %o gives %o', (pattern, text, expected) => {
  expect(boundedMatch(pattern, text)).toBe(expected)
})

test('one of several texts is enough', () => {
  expect(boundedMatch('^b', ['a', 'b"\u2028'])).toBe(true)
  expect(boundedMatch('^c', ['a', 'b'])).toBe(false)
  expect(boundedMatch('', [])).toBe(false)
})

test('a pattern that would backtrack for years is given up', () => {
  expect(boundedMatch('^(a+)+$', `${'a'.repeat(60)}b`, 20)).toBeUndefined()
})

test('what is no pattern is told apart from what does not match', () => {
  expect(isPattern('a(')).toBe(false)
  expect(isPattern('a')).toBe(true)
  expect(() => boundedMatch('a(', 'a')).toThrow(SyntaxError)
})
