import type { DeleteLogGroupRequest } from '@aws-sdk/client-cloudwatch-logs'
import { operation } from '@towpath/wire'
import { onGroup } from '../access.ts'
import { deletionProtected } from '../errors.ts'
import { existingGroup, type Room } from '../room.ts'

export const deleteLogGroup = operation<DeleteLogGroupRequest, object, Room>('DeleteLogGroup', {
  kind: 'write',
  access: onGroup('DeleteLogGroup'),
  async run(input, ctx) {
    const group = await existingGroup(ctx, input)
    if (group.deletionProtected) throw deletionProtected(group.name)
    await ctx.groups.delete(group.id)
    return {}
  },
})
