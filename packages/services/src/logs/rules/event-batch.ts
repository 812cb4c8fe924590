import type { InputLogEvent, RejectedLogEventsInfo } from '@aws-sdk/client-cloudwatch-logs'
import { eventTooLarge, notChronological, spansTooLong, uploadTooLarge } from '../errors.ts'
import { expiredBefore } from './retention.ts'

/** Documented: an event counts as its message in UTF-8 and this. */
export const EVENT_OVERHEAD = 26
const MOST_BYTES = 1_048_576
export const LARGEST_EVENT = 262_144
const HOUR = 60 * 60 * 1000
const LONGEST_SPAN = 24 * HOUR
/** How far behind and ahead of now an event may lie. */
export const OLDEST = 14 * 24 * HOUR
export const NEWEST = 2 * HOUR

export interface LogEvent {
  /** Milliseconds since the epoch. */
  timestamp: number
  message: string
}

/** The events of a batch that are kept, and what is to be said of the others. */
export interface JudgedBatch {
  kept: LogEvent[]
  rejected: RejectedLogEventsInfo | undefined
}

/** Refuses a batch that breaks a documented limit of PutLogEvents; otherwise sorts out what is too old or too new. */
export function judgeBatch(input: InputLogEvent[], retentionDays: number | undefined, now: number): JudgedBatch {
  const events = input.map(({ timestamp = 0, message = '' }) => ({ timestamp, message }))
  checkSizes(events)
  checkOrder(events)
  const expired = countBefore(events, expiredBefore(retentionDays, now) ?? 0)
  const tooOld = countBefore(events, now - OLDEST)
  const tooNew = countBefore(events, now + NEWEST + 1)
  const rejected: RejectedLogEventsInfo = {}
  if (tooNew < events.length) rejected.tooNewLogEventStartIndex = tooNew
  if (tooOld > 0) rejected.tooOldLogEventEndIndex = tooOld
  if (expired > 0) rejected.expiredLogEventEndIndex = expired
  return {
    kept: events.slice(Math.max(tooOld, expired), tooNew),
    rejected: Object.keys(rejected).length > 0 ? rejected : undefined,
  }
}

function checkSizes(events: LogEvent[]): void {
  let total = 0
  for (const { message } of events) {
    const bytes = Buffer.byteLength(message) + EVENT_OVERHEAD
    if (bytes > LARGEST_EVENT) throw eventTooLarge(bytes, LARGEST_EVENT)
    total += bytes
  }
  if (total > MOST_BYTES) throw uploadTooLarge(total, MOST_BYTES)
}

function checkOrder(events: LogEvent[]): void {
  for (const [index, { timestamp }] of events.entries()) {
    if (timestamp < (events[index - 1]?.timestamp ?? 0)) throw notChronological()
  }
  if ((events.at(-1)?.timestamp ?? 0) - (events[0]?.timestamp ?? 0) > LONGEST_SPAN) throw spansTooLong()
}

/** How many events of an ordered batch lie before `time`. */
function countBefore(events: LogEvent[], time: number): number {
  const first = events.findIndex(({ timestamp }) => timestamp >= time)
  return first < 0 ? events.length : first
}
