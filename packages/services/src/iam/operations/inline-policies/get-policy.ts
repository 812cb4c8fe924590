import type { GetGroupPolicyRequest, GetRolePolicyRequest, GetUserPolicyRequest } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onEntity } from '../../access.ts'
import { existingInlinePolicy } from '../../inline-policy.ts'
import { existingHolder } from '../../lookup.ts'
import type { Given, Room } from '../../room.ts'
import type { HolderKind } from '../../rules/entities.ts'
import { encodeDocument } from '../../rules/policy-documents.ts'

export const getUserPolicy = get<Given<GetUserPolicyRequest, 'UserName' | 'PolicyName'>, 'UserName'>(
  'GetUserPolicy',
  'user',
  'UserName',
)
export const getGroupPolicy = get<Given<GetGroupPolicyRequest, 'GroupName' | 'PolicyName'>, 'GroupName'>(
  'GetGroupPolicy',
  'group',
  'GroupName',
)
export const getRolePolicy = get<Given<GetRolePolicyRequest, 'RoleName' | 'PolicyName'>, 'RoleName'>(
  'GetRolePolicy',
  'role',
  'RoleName',
)

function get<Input extends { PolicyName: string } & Record<Member, string>, Member extends string>(
  name: string,
  kind: HolderKind,
  member: Member,
) {
  return operation<Input, Record<string, string>, Room>(name, {
    kind: 'read',
    access: (input, ctx) => onEntity(ctx, kind, name, input[member]),
    async run(input, ctx) {
      const holder = await existingHolder(ctx, kind, input[member])
      const { document } = await existingInlinePolicy(ctx, holder, input.PolicyName)
      return { [member]: holder.name, PolicyName: input.PolicyName, PolicyDocument: encodeDocument(document) }
    },
  })
}
