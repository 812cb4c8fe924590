import type { RemoveUserFromGroupRequest } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onEntity } from '../../access.ts'
import { noSuchEntity } from '../../errors.ts'
import { existingGroup, existingUser } from '../../lookup.ts'
import type { Given, Room } from '../../room.ts'

export const removeUserFromGroup = operation<Given<RemoveUserFromGroupRequest, 'GroupName' | 'UserName'>, void, Room>(
  'RemoveUserFromGroup',
  {
    kind: 'write',
    access: (input, ctx) => onEntity(ctx, 'group', 'RemoveUserFromGroup', input.GroupName),
    async run(input, ctx) {
      const group = await existingGroup(ctx, input.GroupName)
      const user = await existingUser(ctx, input.UserName)
      if (!(await ctx.memberships.remove(group.id, user.id))) {
        throw noSuchEntity(`User ${user.name} not in group ${group.name}`)
      }
    },
  },
)
