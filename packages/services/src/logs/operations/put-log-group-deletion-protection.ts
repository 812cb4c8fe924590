import type { PutLogGroupDeletionProtectionRequest } from '@aws-sdk/client-cloudwatch-logs'
import { operation } from '@towpath/wire'
import { onGroup } from '../access.ts'
import { existingGroup, type Room } from '../room.ts'

export const putLogGroupDeletionProtection = operation<PutLogGroupDeletionProtectionRequest, object, Room>(
  'PutLogGroupDeletionProtection',
  {
    kind: 'write',
    access: onGroup('PutLogGroupDeletionProtection'),
    async run({ logGroupIdentifier, deletionProtectionEnabled }, ctx) {
      const group = await existingGroup(ctx, { logGroupIdentifier })
      await ctx.groups.change(group.id, { deletionProtected: deletionProtectionEnabled ?? false })
      return {}
    },
  },
)
