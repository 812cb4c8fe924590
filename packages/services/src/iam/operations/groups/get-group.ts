import type { GetGroupRequest, GetGroupResponse } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onEntity } from '../../access.ts'
import { groupAnswer, userAnswer } from '../../answers/entities.ts'
import { existingGroup } from '../../lookup.ts'
import { nameOf, paged } from '../../paging.ts'
import type { Given, Room } from '../../room.ts'

export const getGroup = operation<Given<GetGroupRequest, 'GroupName'>, GetGroupResponse, Room>('GetGroup', {
  kind: 'read',
  access: (input, ctx) => onEntity(ctx, 'group', 'GetGroup', input.GroupName),
  async run(input, ctx) {
    const group = await existingGroup(ctx, input.GroupName)
    const users = await ctx.users.findAllById(await ctx.memberships.membersOf(group.id))
    const { items, ...rest } = paged(users, nameOf, input)
    return { Group: groupAnswer(group), Users: items.map((user) => userAnswer(user, 'brief')), ...rest }
  },
})
