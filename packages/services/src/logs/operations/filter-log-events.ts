import type { FilterLogEventsRequest, FilterLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs'
import { operation } from '@towpath/wire'
import { onGroup } from '../access.ts'
import { invalidParameter } from '../errors.ts'
import { readForwards } from '../reading/read-events.ts'
import { selectStreams } from '../reading/select-streams.ts'
import { existingGroup, type Room } from '../room.ts'
import { readPositionToken } from '../rules/event-token.ts'
import { compileFilterPattern } from '../rules/filter-pattern/compile.ts'
import { END_OF_TIME, positionText, startOf } from '../rules/position.ts'
import { streamOfChunk } from '../state/ids.ts'

const MOST_EVENTS = 10_000

/**
 * Events of a group in the order of their time. Documented: `endTime` is included, all streams are interleaved, and
 * `searchedLogStreams` is always empty. An answer may hold few events, or none, and a token all the same.
 */
export const filterLogEvents = operation<FilterLogEventsRequest, FilterLogEventsResponse, Room>('FilterLogEvents', {
  kind: 'read',
  access: onGroup('FilterLogEvents'),
  async run(input, ctx) {
    const { logStreamNames: names, logStreamNamePrefix: prefix } = input
    if (names !== undefined && prefix !== undefined) {
      throw invalidParameter('logStreamNames and logStreamNamePrefix cannot be specified together.')
    }
    const matches = compileFilterPattern(input.filterPattern)
    const start = startOf(input.startTime ?? 0)
    const position = input.nextToken === undefined ? start : readPositionToken(input.nextToken)
    const from = position.at < start.at ? start : position
    const to = startOf(input.endTime ?? END_OF_TIME).at
    const group = await existingGroup(ctx, input)

    const selection = await selectStreams(ctx.db, group.id, { names, prefix }, { from: from.at, to })
    const limit = input.limit ?? MOST_EVENTS
    const { events, next } = await readForwards(ctx.db, selection.keys, {
      from,
      to,
      limit,
      matches,
      wanted: selection.wanted,
    })
    const nameOf = await selection.names(events.map(({ chunk }) => streamOfChunk(chunk)))
    return {
      events: events.map((event) => ({
        logStreamName: nameOf(streamOfChunk(event.chunk)),
        timestamp: event.at,
        message: event.message,
        ingestionTime: event.ingestedAt,
        eventId: positionText(event),
      })),
      searchedLogStreams: [],
      nextToken: next && positionText(next),
    }
  },
})
