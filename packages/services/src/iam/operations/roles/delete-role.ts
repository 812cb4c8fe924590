import type { DeleteRoleRequest } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onEntity } from '../../access.ts'
import { mustDeleteFirst } from '../../errors.ts'
import { existingRole } from '../../lookup.ts'
import { checkNoPolicies } from '../../new-entity.ts'
import type { Given, Room } from '../../room.ts'

export const deleteRole = operation<Given<DeleteRoleRequest, 'RoleName'>, void, Room>('DeleteRole', {
  kind: 'write',
  access: (input, ctx) => onEntity(ctx, 'role', 'DeleteRole', input.RoleName),
  async run(input, ctx) {
    const role = await existingRole(ctx, input.RoleName)
    if ((await ctx.memberships.containersOf(role.id)).length > 0) {
      throw mustDeleteFirst('remove roles from instance profile')
    }
    await checkNoPolicies(ctx, role)
    await ctx.lastUses.delete(role.id)
    await ctx.roles.delete(role.id)
  },
})
