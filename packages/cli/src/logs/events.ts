import {
  type CloudWatchLogsClient,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
} from '@aws-sdk/client-cloudwatch-logs'
import type { Clock } from '@towpath/base'

/** One event of a log group. */
export interface LogEvent {
  id: string
  /** Milliseconds since the epoch. */
  at: number
  stream: string
  message: string
}

export type EventQuery = Pick<FilterLogEventsCommandInput, 'logGroupName' | 'logStreamNamePrefix' | 'startTime'>

/** Events in order of time, read page by page. None while the group does not exist. */
export async function* readEvents(
  client: Pick<CloudWatchLogsClient, 'send'>,
  query: EventQuery,
): AsyncGenerator<LogEvent, void, undefined> {
  let nextToken: string | undefined
  do {
    const answer = await client.send(new FilterLogEventsCommand({ ...query, nextToken })).catch(absent)
    for (const { eventId = '', timestamp = 0, logStreamName = '', message = '' } of answer.events ?? []) {
      yield { id: eventId, at: timestamp, stream: logStreamName, message }
    }
    nextToken = answer.nextToken
  } while (nextToken)
}

/** Between two looks, milliseconds. */
const INTERVAL = 500

/** Lines are written up to ten seconds after the time they carry; this is how far back each look goes. */
const OVERLAP = 15_000

export interface FollowOptions {
  clock: Clock
  signal: AbortSignal
  /** Whether nothing more is to be expected. One more look follows. */
  ended(): Promise<boolean>
}

/** Events as they are written, each once. */
export async function* followEvents(
  client: Pick<CloudWatchLogsClient, 'send'>,
  query: EventQuery,
  { clock, signal, ended }: FollowOptions,
): AsyncGenerator<LogEvent, void, undefined> {
  const seen = new Map<string, number>()
  const { startTime = 0 } = query
  let newest = startTime
  for (let last = false; !signal.aborted; ) {
    last = await ended()
    const from = Math.max(startTime, newest - OVERLAP)
    for await (const event of readEvents(client, { ...query, startTime: from })) {
      if (seen.has(event.id)) continue
      seen.set(event.id, event.at)
      newest = Math.max(newest, event.at)
      yield event
    }
    for (const [id, at] of seen) if (at < newest - OVERLAP) seen.delete(id)
    if (last) return
    await clock.sleep(INTERVAL, signal)
  }
}

function absent(error: unknown): { events?: undefined; nextToken?: undefined } {
  if ((error as Error).name === 'ResourceNotFoundException') return {}
  throw error
}
