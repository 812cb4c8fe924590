import type { ListUsersRequest, ListUsersResponse } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { listing } from '../../access.ts'
import { userAnswer } from '../../answers/entities.ts'
import { nameOf, paged } from '../../paging.ts'
import type { Room } from '../../room.ts'

export const listUsers = operation<ListUsersRequest, ListUsersResponse, Room>('ListUsers', {
  kind: 'read',
  access: (input, ctx) => listing(ctx, 'user', 'ListUsers', input.PathPrefix),
  async run(input, ctx) {
    const { items, ...rest } = paged(await ctx.users.list(input.PathPrefix), nameOf, input)
    return { Users: items.map((user) => userAnswer(user, 'brief')), ...rest }
  },
})
