import type { UpdateRoleRequest, UpdateRoleResponse } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onEntity } from '../../access.ts'
import { existingRole } from '../../lookup.ts'
import type { Given, Room } from '../../room.ts'

export const updateRole = operation<Given<UpdateRoleRequest, 'RoleName'>, UpdateRoleResponse, Room>('UpdateRole', {
  kind: 'write',
  access: (input, ctx) => onEntity(ctx, 'role', 'UpdateRole', input.RoleName),
  async run(input, ctx) {
    const role = await existingRole(ctx, input.RoleName)
    await ctx.roles.setDetails(role.id, {
      ...role.details,
      description: input.Description ?? role.details.description,
      maxSessionDuration: input.MaxSessionDuration ?? role.details.maxSessionDuration,
    })
    return {}
  },
})
