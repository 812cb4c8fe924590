import type { DeleteGroupPolicyRequest, DeleteRolePolicyRequest, DeleteUserPolicyRequest } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onEntity } from '../../access.ts'
import { existingInlinePolicy } from '../../inline-policy.ts'
import { existingHolder } from '../../lookup.ts'
import type { Given, Room } from '../../room.ts'
import type { HolderKind } from '../../rules/entities.ts'

export const deleteUserPolicy = remove<Given<DeleteUserPolicyRequest, 'UserName' | 'PolicyName'>>(
  'DeleteUserPolicy',
  'user',
  (input) => input.UserName,
)
export const deleteGroupPolicy = remove<Given<DeleteGroupPolicyRequest, 'GroupName' | 'PolicyName'>>(
  'DeleteGroupPolicy',
  'group',
  (input) => input.GroupName,
)
export const deleteRolePolicy = remove<Given<DeleteRolePolicyRequest, 'RoleName' | 'PolicyName'>>(
  'DeleteRolePolicy',
  'role',
  (input) => input.RoleName,
)

function remove<Input extends { PolicyName: string }>(
  name: string,
  kind: HolderKind,
  nameIn: (input: Input) => string,
) {
  return operation<Input, void, Room>(name, {
    kind: 'write',
    access: (input, ctx) => onEntity(ctx, kind, name, nameIn(input)),
    async run(input, ctx) {
      const holder = await existingHolder(ctx, kind, nameIn(input))
      await existingInlinePolicy(ctx, holder, input.PolicyName)
      await ctx.inlinePolicies.delete(holder.id, input.PolicyName)
    },
  })
}
