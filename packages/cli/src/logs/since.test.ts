import { expect, test } from 'vitest'
import { readSince } from './since.ts'

const NOW = Date.parse('2026-11-22T03:00:00Z')

test.each([
  ['30s', '2026-11-22T02:59:30Z'],
  ['10m', '2026-11-22T02:50:00Z'],
  ['2h', '2026-11-22T01:00:00Z'],
  ['1w', '2026-11-15T03:00:00Z'],
  ['99999w', '1970-01-01T00:00:00Z'],
  ['2026-11-20', '2026-11-20T00:00:00Z'],
  ['2026-11-20T10:00:00+02:00', '2026-11-20T08:00:00Z'],
])('%s is %s', (text, expected) => {
  expect(new Date(readSince(text, NOW)).toISOString()).toBe(expected.replace('Z', '.000Z'))
})

test.each(['', '10', 'm', '10x', '-1h', 'yesterday', '5', '2026-13-45'])('%j is refused', (text) => {
  expect(() => readSince(text, NOW)).toThrow('give a duration such as')
})
