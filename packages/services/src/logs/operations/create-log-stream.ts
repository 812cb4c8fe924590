import type { CreateLogStreamRequest } from '@aws-sdk/client-cloudwatch-logs'
import { operation } from '@towpath/wire'
import { onStream } from '../access.ts'
import { invalidParameter, logStreamAlreadyExists } from '../errors.ts'
import { existingGroup, type Room } from '../room.ts'

export const createLogStream = operation<CreateLogStreamRequest, object, Room>('CreateLogStream', {
  kind: 'write',
  access: onStream('CreateLogStream'),
  async run({ logGroupName, logStreamName: name = '' }, ctx) {
    // The model allows it; PostgreSQL has no place for it.
    if (name.includes('\0')) throw invalidParameter('The name of a log stream cannot hold NUL characters.')
    const group = await existingGroup(ctx, { logGroupName })
    const stream = await ctx.streams(group).create(ctx.ids, { name, createdAt: ctx.clock.now() })
    if (!stream) throw logStreamAlreadyExists()
    return {}
  },
})
