import type { ListGroupsRequest, ListGroupsResponse } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { listing } from '../../access.ts'
import { groupAnswer } from '../../answers/entities.ts'
import { nameOf, paged } from '../../paging.ts'
import type { Room } from '../../room.ts'

export const listGroups = operation<ListGroupsRequest, ListGroupsResponse, Room>('ListGroups', {
  kind: 'read',
  access: (input, ctx) => listing(ctx, 'group', 'ListGroups', input.PathPrefix),
  async run(input, ctx) {
    const { items, ...rest } = paged(await ctx.groups.list(input.PathPrefix), nameOf, input)
    return { Groups: items.map(groupAnswer), ...rest }
  },
})
