import { type LogEvent, NEWEST, OLDEST } from '../rules/event-batch.ts'

/** In UTF-8 at most three times as many bytes, which is below what an event may hold. */
const LONGEST_MESSAGE = 80_000

/**
 * Events as they can be stored behind one of time `lastAt`. Nothing is lost: an impossible time is put right, a long
 * message goes on in further events, and an empty one becomes an empty line (an event is never empty).
 */
export function storableEvents(events: LogEvent[], lastAt: number, now: number): LogEvent[] {
  let earliest = Math.max(lastAt, now - OLDEST)
  return events.flatMap(({ timestamp, message }) => {
    earliest = Math.max(earliest, Math.min(Math.trunc(timestamp), now + NEWEST))
    const at = earliest
    return pieces(message).map((piece) => ({ timestamp: at, message: piece }))
  })
}

function pieces(message: string): string[] {
  if (message.length === 0) return ['\n']
  if (message.length <= LONGEST_MESSAGE) return [message]
  const found: string[] = []
  for (let at = 0; at < message.length; ) {
    let end = at + LONGEST_MESSAGE
    // A character of two code units stays whole.
    if (/[\ud800-\udbff]/.test(message[end - 1] ?? '') && end < message.length) end -= 1
    found.push(message.slice(at, end))
    at = end
  }
  return found
}
