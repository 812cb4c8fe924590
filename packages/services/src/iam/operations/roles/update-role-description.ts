import type { UpdateRoleDescriptionRequest, UpdateRoleDescriptionResponse } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onEntity } from '../../access.ts'
import { roleAnswer } from '../../answers/entities.ts'
import { existingRole } from '../../lookup.ts'
import type { Given, Room } from '../../room.ts'

export const updateRoleDescription = operation<
  Given<UpdateRoleDescriptionRequest, 'RoleName' | 'Description'>,
  UpdateRoleDescriptionResponse,
  Room
>('UpdateRoleDescription', {
  kind: 'write',
  access: (input, ctx) => onEntity(ctx, 'role', 'UpdateRoleDescription', input.RoleName),
  async run(input, ctx) {
    const role = await existingRole(ctx, input.RoleName)
    const details = { ...role.details, description: input.Description }
    await ctx.roles.setDetails(role.id, details)
    return { Role: await roleAnswer(ctx, { ...role, details }) }
  },
})
