import type { AttachGroupPolicyRequest, AttachRolePolicyRequest, AttachUserPolicyRequest } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { ofPolicy, onEntity } from '../../access.ts'
import { noSuchEntity, quotaExceeded } from '../../errors.ts'
import { existingHolder } from '../../lookup.ts'
import { findManagedPolicy } from '../../managed-policies/find.ts'
import type { Given, Room } from '../../room.ts'
import type { HolderKind } from '../../rules/entities.ts'
import { QUOTAS } from '../../rules/quotas.ts'

export const attachUserPolicy = attach<Given<AttachUserPolicyRequest, 'UserName' | 'PolicyArn'>>(
  'AttachUserPolicy',
  'user',
  (input) => input.UserName,
)
export const attachGroupPolicy = attach<Given<AttachGroupPolicyRequest, 'GroupName' | 'PolicyArn'>>(
  'AttachGroupPolicy',
  'group',
  (input) => input.GroupName,
)
export const attachRolePolicy = attach<Given<AttachRolePolicyRequest, 'RoleName' | 'PolicyArn'>>(
  'AttachRolePolicy',
  'role',
  (input) => input.RoleName,
)

const QUOTA = { user: 'PoliciesPerUser', group: 'PoliciesPerGroup', role: 'PoliciesPerRole' } as const

function attach<Input extends { PolicyArn: string }>(name: string, kind: HolderKind, nameIn: (input: Input) => string) {
  return operation<Input, void, Room>(name, {
    kind: 'write',
    access: (input, ctx) => onEntity(ctx, kind, name, nameIn(input), ofPolicy(input.PolicyArn)),
    async run(input, ctx) {
      const holder = await existingHolder(ctx, kind, nameIn(input))
      if (!(await findManagedPolicy(ctx, input.PolicyArn))) {
        throw noSuchEntity(`Policy ${input.PolicyArn} does not exist or is not attachable.`)
      }
      await ctx.attachments.add(holder.id, input.PolicyArn, ctx.clock.now())
      const limit = QUOTAS[QUOTA[kind]]
      if ((await ctx.attachments.of(holder.id)).length > limit) throw quotaExceeded(QUOTA[kind], limit)
    },
  })
}
