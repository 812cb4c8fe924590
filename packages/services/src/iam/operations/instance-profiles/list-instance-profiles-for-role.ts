import type { ListInstanceProfilesForRoleRequest, ListInstanceProfilesForRoleResponse } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onEntity } from '../../access.ts'
import { instanceProfileAnswer } from '../../answers/entities.ts'
import { existingRole } from '../../lookup.ts'
import { nameOf, paged } from '../../paging.ts'
import type { Given, Room } from '../../room.ts'

export const listInstanceProfilesForRole = operation<
  Given<ListInstanceProfilesForRoleRequest, 'RoleName'>,
  ListInstanceProfilesForRoleResponse,
  Room
>('ListInstanceProfilesForRole', {
  kind: 'read',
  access: (input, ctx) => onEntity(ctx, 'role', 'ListInstanceProfilesForRole', input.RoleName),
  async run(input, ctx) {
    const role = await existingRole(ctx, input.RoleName)
    const profiles = await ctx.instanceProfiles.findAllById(await ctx.memberships.containersOf(role.id))
    const { items, ...rest } = paged(profiles, nameOf, input)
    const answers = await Promise.all(items.map((profile) => instanceProfileAnswer(ctx, profile, 'brief')))
    return { InstanceProfiles: answers, ...rest }
  },
})
