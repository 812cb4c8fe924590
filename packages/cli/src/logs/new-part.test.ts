import { expect, test } from 'vitest'
import { newPart } from './new-part.ts'

const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => `line number ${from + n}\n`).join('')

test.each([
  ['nothing was there before', '', 'a\n', 'a\n'],
  ['nothing came', 'a\n', 'a\n', ''],
  ['more came', 'a\n', 'a\nb\n', 'b\n'],
  ['the beginning is gone', lines(0, 1000), lines(500, 1200), lines(1000, 1200)],
  ['all of it is gone', lines(0, 1000), lines(5000, 5010), lines(5000, 5010)],
  ['it began anew', lines(0, 10), 'boot\n', 'boot\n'],
])('when %s', (_case, before, after, expected) => {
  expect(newPart(before, after)).toBe(expected)
})
