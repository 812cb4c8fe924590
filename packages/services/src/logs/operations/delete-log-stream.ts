import type { DeleteLogStreamRequest } from '@aws-sdk/client-cloudwatch-logs'
import { operation } from '@towpath/wire'
import { onStream } from '../access.ts'
import { deletionProtected } from '../errors.ts'
import { existingGroup, existingStream, type Room } from '../room.ts'

export const deleteLogStream = operation<DeleteLogStreamRequest, object, Room>('DeleteLogStream', {
  kind: 'write',
  access: onStream('DeleteLogStream'),
  async run({ logGroupName, logStreamName }, ctx) {
    const group = await existingGroup(ctx, { logGroupName })
    if (group.deletionProtected) throw deletionProtected(group.name)
    const stream = await existingStream(ctx, group, logStreamName)
    await ctx.streams(group).delete(stream.id)
    return {}
  },
})
