import type { AddUserToGroupRequest } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onEntity } from '../../access.ts'
import { quotaExceeded } from '../../errors.ts'
import { existingGroup, existingUser } from '../../lookup.ts'
import type { Given, Room } from '../../room.ts'
import { QUOTAS } from '../../rules/quotas.ts'

export const addUserToGroup = operation<Given<AddUserToGroupRequest, 'GroupName' | 'UserName'>, void, Room>(
  'AddUserToGroup',
  {
    kind: 'write',
    access: (input, ctx) => onEntity(ctx, 'group', 'AddUserToGroup', input.GroupName),
    async run(input, ctx) {
      const group = await existingGroup(ctx, input.GroupName)
      const user = await existingUser(ctx, input.UserName)
      await ctx.memberships.add(group.id, user.id, ctx.clock.now())
      const groups = await ctx.memberships.containersOf(user.id)
      if (groups.length > QUOTAS.GroupsPerUser) throw quotaExceeded('GroupsPerUser', QUOTAS.GroupsPerUser)
    },
  },
)
