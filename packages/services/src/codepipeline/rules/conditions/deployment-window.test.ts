import { expect, test } from 'vitest'
import { parseCron } from './cron.ts'
import { windowAt } from './deployment-window.ts'

const at = (text: string) => Date.parse(`${text}:00Z`)

test.each([
  ['* 9-17 ? * MON-FRI *', '2026-03-04T09:00', true],
  ['* 9-17 ? * MON-FRI *', '2026-03-04T18:00', false],
  ['* 9-17 ? * MON-FRI *', '2026-03-07T12:00', false],
  ['* * 9-17 ? * 2-6 *', '2026-03-06T12:30', true],
  ['0/15 * * * ?', '2026-03-04T09:45', true],
  ['0/15 * * * ?', '2026-03-04T09:46', false],
  ['* 22-5 * * ? *', '2026-03-04T23:00', true],
  ['* 22-5 * * ? *', '2026-03-04T06:00', false],
  ['* * L * ? *', '2028-02-29T00:00', true],
  ['* * L * ? *', '2026-02-27T00:00', false],
  ['* * LW * ? *', '2026-05-29T00:00', true],
  ['* * 15W * ? *', '2026-08-14T00:00', true],
  ['* * 1W * ? *', '2026-08-03T00:00', true],
  ['* * ? * 6L *', '2026-03-27T00:00', true],
  ['* * ? * FRI#3 *', '2026-03-20T00:00', true],
  ['* * ? * FRI#3 *', '2026-03-13T00:00', false],
  ['* * ? JAN,MAR ? 2026', '2026-03-13T00:00', true],
  ['* * ? * ? 2027', '2026-03-13T00:00', false],
])('the window %s at %s is open: %s', (cron, now, open) => {
  expect(windowAt(cron, 'UTC', at(now)).open).toBe(open)
})

test('a window is told by the clocks of its time zone', () => {
  expect(windowAt('* 9 * * ? *', 'America/New_York', at('2026-07-01T13:10')).open).toBe(true)
})

test('a closed window says how long it stays closed, at most a day', () => {
  expect(windowAt('30 9 * * ? *', 'UTC', at('2026-03-04T09:20'))).toEqual({ open: false, closedFor: 600_000 })
  expect(windowAt('* * 31 * ? *', 'UTC', at('2026-03-04T09:20'))).toEqual({ open: false, closedFor: 86_400_000 })
})

test.each([
  ['* * *', 'it has 3 fields'],
  ['5 * 9-17 ? * 2-6 *', 'its field of seconds is "5"'],
  ['60 * * * ?', '"60" is not within 0 to 59'],
  ['* * * * FUN', '"FUN" is not within 1 to 7'],
  ['*/0 * * * ?', 'steps by nothing'],
  ['1-2-3 * * * ?', 'is not a range'],
])('the expression %s is refused: %s', (expression, problem) => {
  expect(() => parseCron(expression)).toThrow(problem)
})

test('an unknown time zone is refused', () => {
  expect(() => windowAt('* * * * ? *', 'Mars/Base', 0)).toThrow(RangeError)
})
