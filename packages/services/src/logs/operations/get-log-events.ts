import type { GetLogEventsRequest, GetLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs'
import { operation } from '@towpath/wire'
import { onStream } from '../access.ts'
import type { StoredEvent } from '../reading/event-page.ts'
import { after, readBackwards, readForwards } from '../reading/read-events.ts'
import { type Ctx, existingGroup, existingStream, type Room } from '../room.ts'
import { backwardToken, forwardToken, readStreamToken } from '../rules/event-token.ts'
import { END_OF_TIME, type Position, startOf } from '../rules/position.ts'
import { chunksBackwards, chunksForwards, type TimeRange } from '../state/chunk-keys.ts'

const MOST_EVENTS = 10_000

/** A page of events and the two places from which to read on. */
interface Read {
  events: StoredEvent[]
  start: Position
  end: Position
}

/**
 * Without a token the latest events, or the first with `startFromHead`. A token says the direction itself; at the end
 * it comes back as it was. Documented: `endTime` is not included.
 */
export const getLogEvents = operation<GetLogEventsRequest, GetLogEventsResponse, Room>('GetLogEvents', {
  kind: 'read',
  access: onStream('GetLogEvents'),
  async run(input, ctx) {
    const token = input.nextToken === undefined ? undefined : readStreamToken(input.nextToken)
    const group = await existingGroup(ctx, input)
    const stream = await existingStream(ctx, group, input.logStreamName)
    const range = { from: startOf(input.startTime ?? 0).at, to: startOf(input.endTime ?? END_OF_TIME).at - 1 }
    const limit = input.limit ?? MOST_EVENTS
    const direction = token?.direction ?? (input.startFromHead ? 'forwards' : 'backwards')
    const { events, start, end } =
      direction === 'forwards'
        ? await forwards(ctx, stream.id, token?.position ?? startOf(range.from), range, limit)
        : await backwards(ctx, stream.id, token?.position, range, limit)
    return {
      events: events.map(({ at, message, ingestedAt }) => ({ timestamp: at, message, ingestionTime: ingestedAt })),
      nextForwardToken: forwardToken(end),
      nextBackwardToken: backwardToken(start),
    }
  },
})

async function forwards(ctx: Ctx, streamId: string, start: Position, range: TimeRange, limit: number): Promise<Read> {
  const from = start.at < range.from ? startOf(range.from) : start
  const keys = chunksForwards(ctx.db, { streamId }, { from: from.at, to: range.to })
  const { events, next } = await readForwards(ctx.db, keys, { from, to: range.to, limit })
  const last = events.at(-1)
  return { events, start, end: next ?? (last ? after(last) : start) }
}

async function backwards(
  ctx: Ctx,
  streamId: string,
  end: Position | undefined,
  range: TimeRange,
  limit: number,
): Promise<Read> {
  const before = end ?? startOf(range.to + 1)
  const narrowed = { from: range.from, to: Math.min(range.to, before.at) }
  const keys = chunksBackwards(ctx.db, streamId, narrowed)
  const events = await readBackwards(ctx.db, keys, { before, range: narrowed, limit })
  const first = events[0]
  const last = events.at(-1)
  // Whoever looked at an empty stream reads on from its beginning when there is something.
  const nothing = end ?? startOf(range.from)
  return { events, start: first ?? nothing, end: end ?? (last ? after(last) : nothing) }
}
