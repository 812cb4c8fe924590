import type { CreateRoleRequest, CreateRoleResponse } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { creating } from '../../access.ts'
import { roleAnswer } from '../../answers/entities.ts'
import { entityAlreadyExists } from '../../errors.ts'
import { checkQuota, creationOf, newEntity } from '../../new-entity.ts'
import type { Given, Room } from '../../room.ts'
import { keptTrustPolicy } from '../../trust-policy.ts'

export const createRole = operation<
  Given<CreateRoleRequest, 'RoleName' | 'AssumeRolePolicyDocument'>,
  CreateRoleResponse,
  Room
>('CreateRole', {
  kind: 'write',
  access: (input, ctx) => creating(ctx, 'role', 'CreateRole', creationOf(input, input.RoleName)),
  async run(input, ctx) {
    const role = await newEntity(ctx, 'role', creationOf(input, input.RoleName), {
      description: input.Description,
      trustPolicy: await keptTrustPolicy(ctx, input.AssumeRolePolicyDocument),
      maxSessionDuration: input.MaxSessionDuration ?? DEFAULT_SESSION_SECONDS,
    })
    if (!(await ctx.roles.create(role))) throw entityAlreadyExists(`Role with name ${role.name} already exists.`)
    await checkQuota(ctx.roles, 'RolesPerAccount')
    return { Role: await roleAnswer(ctx, role) }
  },
})

const DEFAULT_SESSION_SECONDS = 3600
