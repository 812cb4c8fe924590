import { type LocalMinute, parseCron } from './cron.ts'

const MINUTE = 60_000
/** How far is looked ahead for the window to open. */
const LOOK_AHEAD = 24 * 60

/**
 * Whether `now` (milliseconds since the epoch) is within a window; else how long it stays closed, in milliseconds: until
 * it opens, or a day when it does not before. Throws a SyntaxError, or a RangeError for an unknown time zone.
 */
export function windowAt(
  expression: string,
  timeZone: string,
  now: number,
): { open: true } | { open: false; closedFor: number } {
  const cron = parseCron(expression)
  const clock = localClock(timeZone)
  if (cron(clock(now))) return { open: true }
  const nextMinute = Math.floor(now / MINUTE) * MINUTE + MINUTE
  for (let ahead = 0; ahead < LOOK_AHEAD; ahead++) {
    const at = nextMinute + ahead * MINUTE
    if (cron(clock(at))) return { open: false, closedFor: at - now }
  }
  return { open: false, closedFor: LOOK_AHEAD * MINUTE }
}

function localClock(timeZone: string): (at: number) => LocalMinute {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  })
  return (at) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0
    return { minute: part('minute'), hour: part('hour'), day: part('day'), month: part('month'), year: part('year') }
  }
}
