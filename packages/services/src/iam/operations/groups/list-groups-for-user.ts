import type { ListGroupsForUserRequest, ListGroupsForUserResponse } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onEntity } from '../../access.ts'
import { groupAnswer } from '../../answers/entities.ts'
import { groupsOf } from '../../directory/subject.ts'
import { existingUser } from '../../lookup.ts'
import { nameOf, paged } from '../../paging.ts'
import type { Given, Room } from '../../room.ts'

export const listGroupsForUser = operation<
  Given<ListGroupsForUserRequest, 'UserName'>,
  ListGroupsForUserResponse,
  Room
>('ListGroupsForUser', {
  kind: 'read',
  access: (input, ctx) => onEntity(ctx, 'user', 'ListGroupsForUser', input.UserName),
  async run(input, ctx) {
    const user = await existingUser(ctx, input.UserName)
    const { items, ...rest } = paged(await groupsOf(ctx, user.id), nameOf, input)
    return { Groups: items.map(groupAnswer), ...rest }
  },
})
