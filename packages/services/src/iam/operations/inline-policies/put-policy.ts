import type { PutGroupPolicyRequest, PutRolePolicyRequest, PutUserPolicyRequest } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onEntity } from '../../access.ts'
import { existingHolder } from '../../lookup.ts'
import type { Given, Room } from '../../room.ts'
import type { HolderKind } from '../../rules/entities.ts'
import { checkInlinePolicy } from '../../rules/policy-documents.ts'

export const putUserPolicy = put<Given<PutUserPolicyRequest, 'UserName' | 'PolicyName' | 'PolicyDocument'>>(
  'PutUserPolicy',
  'user',
  (input) => input.UserName,
)
export const putGroupPolicy = put<Given<PutGroupPolicyRequest, 'GroupName' | 'PolicyName' | 'PolicyDocument'>>(
  'PutGroupPolicy',
  'group',
  (input) => input.GroupName,
)
export const putRolePolicy = put<Given<PutRolePolicyRequest, 'RoleName' | 'PolicyName' | 'PolicyDocument'>>(
  'PutRolePolicy',
  'role',
  (input) => input.RoleName,
)

function put<Input extends { PolicyName: string; PolicyDocument: string }>(
  name: string,
  kind: HolderKind,
  nameIn: (input: Input) => string,
) {
  return operation<Input, void, Room>(name, {
    kind: 'write',
    access: (input, ctx) => onEntity(ctx, kind, name, nameIn(input)),
    async run(input, ctx) {
      const holder = await existingHolder(ctx, kind, nameIn(input))
      const policy = { name: input.PolicyName, document: input.PolicyDocument }
      const others = (await ctx.inlinePolicies.of(holder.id)).filter((other) => other.name !== policy.name)
      const documents = others.map(({ document }) => document)
      checkInlinePolicy(policy.document, kind, holder.name, documents)
      await ctx.inlinePolicies.put(holder.id, policy)
    },
  })
}
