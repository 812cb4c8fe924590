import type { DeleteGroupRequest } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onEntity } from '../../access.ts'
import { mustDeleteFirst } from '../../errors.ts'
import { existingGroup } from '../../lookup.ts'
import { checkNoPolicies } from '../../new-entity.ts'
import type { Given, Room } from '../../room.ts'

export const deleteGroup = operation<Given<DeleteGroupRequest, 'GroupName'>, void, Room>('DeleteGroup', {
  kind: 'write',
  access: (input, ctx) => onEntity(ctx, 'group', 'DeleteGroup', input.GroupName),
  async run(input, ctx) {
    const group = await existingGroup(ctx, input.GroupName)
    if ((await ctx.memberships.membersOf(group.id)).length > 0) throw mustDeleteFirst('remove users from group')
    await checkNoPolicies(ctx, group)
    await ctx.groups.delete(group.id)
  },
})
