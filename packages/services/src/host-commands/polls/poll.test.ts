import { expect, test } from 'vitest'
import { pollTime } from './poll.ts'

test.each([
  ['nothing said', undefined, 5_000],
  ['less than is usual', 3, 3_000],
  ['more than is usual', 600, 20_000],
  ['an answer at once', 0, 1],
])('a poll with %s is held open that long', (_, wait, time) => {
  expect(pollTime(wait)).toBe(time)
})
