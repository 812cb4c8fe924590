import type { ListRolesRequest, ListRolesResponse } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { listing } from '../../access.ts'
import { roleAnswer } from '../../answers/entities.ts'
import { nameOf, paged } from '../../paging.ts'
import type { Room } from '../../room.ts'

export const listRoles = operation<ListRolesRequest, ListRolesResponse, Room>('ListRoles', {
  kind: 'read',
  access: (input, ctx) => listing(ctx, 'role', 'ListRoles', input.PathPrefix),
  async run(input, ctx) {
    const { items, ...rest } = paged(await ctx.roles.list(input.PathPrefix), nameOf, input)
    return { Roles: await Promise.all(items.map((role) => roleAnswer(ctx, role, 'brief'))), ...rest }
  },
})
