import type {
  DescribeLogStreamsRequest,
  DescribeLogStreamsResponse,
  LogStream as LogStreamAnswer,
} from '@aws-sdk/client-cloudwatch-logs'
import { operation } from '@towpath/wire'
import { onGroup } from '../access.ts'
import { invalidParameter } from '../errors.ts'
import { existingGroup, type Room } from '../room.ts'
import { type Scope, streamArn } from '../rules/arns.ts'
import { listToken, readListToken } from '../rules/list-token.ts'
import { uploadToken } from '../rules/upload-token.ts'
import type { LogStream } from '../state/streams.ts'

const DEFAULT_LIMIT = 50

export const describeLogStreams = operation<DescribeLogStreamsRequest, DescribeLogStreamsResponse, Room>(
  'DescribeLogStreams',
  {
    kind: 'read',
    access: onGroup('DescribeLogStreams'),
    async run(input, ctx) {
      const { orderBy = 'LogStreamName', logStreamNamePrefix: prefix } = input
      if (orderBy === 'LastEventTime' && prefix !== undefined) {
        throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.')
      }
      const token = readListToken(input.nextToken, 'string', 'number') as [string, number] | undefined
      const group = await existingGroup(ctx, input)
      const limit = input.limit ?? DEFAULT_LIMIT
      const found = await ctx.streams(group).list({
        prefix,
        orderBy,
        descending: input.descending ?? false,
        after: token && { name: token[0], lastEventAt: token[1] },
        limit: limit + 1,
      })
      const shown = found.slice(0, limit)
      const last = found.length > limit ? shown.at(-1) : undefined
      return {
        logStreams: shown.map((stream) => answer(ctx, group.name, stream)),
        nextToken: last && listToken(last.name, last.lastEventAt),
      }
    },
  },
)

function answer(scope: Scope, group: string, stream: LogStream): LogStreamAnswer {
  const empty = stream.lastEventAt === 0
  return {
    logStreamName: stream.name,
    creationTime: stream.createdAt,
    firstEventTimestamp: empty ? undefined : stream.firstEventAt,
    lastEventTimestamp: empty ? undefined : stream.lastEventAt,
    lastIngestionTime: empty ? undefined : stream.lastIngestedAt,
    uploadSequenceToken: uploadToken(stream),
    arn: streamArn(scope, group, stream.name),
    // Documented: no longer told for streams.
    storedBytes: 0,
  }
}
