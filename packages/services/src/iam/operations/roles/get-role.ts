import type { GetRoleRequest, GetRoleResponse } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onEntity } from '../../access.ts'
import { roleAnswer } from '../../answers/entities.ts'
import { existingRole } from '../../lookup.ts'
import type { Given, Room } from '../../room.ts'

export const getRole = operation<Given<GetRoleRequest, 'RoleName'>, GetRoleResponse, Room>('GetRole', {
  kind: 'read',
  access: (input, ctx) => onEntity(ctx, 'role', 'GetRole', input.RoleName),
  run: async (input, ctx) => ({ Role: await roleAnswer(ctx, await existingRole(ctx, input.RoleName)) }),
})
