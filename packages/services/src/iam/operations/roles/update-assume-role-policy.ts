import type { UpdateAssumeRolePolicyRequest } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onEntity } from '../../access.ts'
import { existingRole } from '../../lookup.ts'
import type { Given, Room } from '../../room.ts'
import { keptTrustPolicy } from '../../trust-policy.ts'

export const updateAssumeRolePolicy = operation<
  Given<UpdateAssumeRolePolicyRequest, 'RoleName' | 'PolicyDocument'>,
  void,
  Room
>('UpdateAssumeRolePolicy', {
  kind: 'write',
  access: (input, ctx) => onEntity(ctx, 'role', 'UpdateAssumeRolePolicy', input.RoleName),
  async run(input, ctx) {
    const role = await existingRole(ctx, input.RoleName)
    const trustPolicy = await keptTrustPolicy(ctx, input.PolicyDocument)
    await ctx.roles.setDetails(role.id, { ...role.details, trustPolicy })
  },
})
