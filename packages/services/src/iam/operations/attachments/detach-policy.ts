import type { DetachGroupPolicyRequest, DetachRolePolicyRequest, DetachUserPolicyRequest } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { ofPolicy, onEntity } from '../../access.ts'
import { noSuchEntity } from '../../errors.ts'
import { existingHolder } from '../../lookup.ts'
import type { Given, Room } from '../../room.ts'
import type { HolderKind } from '../../rules/entities.ts'

export const detachUserPolicy = detach<Given<DetachUserPolicyRequest, 'UserName' | 'PolicyArn'>>(
  'DetachUserPolicy',
  'user',
  (input) => input.UserName,
)
export const detachGroupPolicy = detach<Given<DetachGroupPolicyRequest, 'GroupName' | 'PolicyArn'>>(
  'DetachGroupPolicy',
  'group',
  (input) => input.GroupName,
)
export const detachRolePolicy = detach<Given<DetachRolePolicyRequest, 'RoleName' | 'PolicyArn'>>(
  'DetachRolePolicy',
  'role',
  (input) => input.RoleName,
)

function detach<Input extends { PolicyArn: string }>(name: string, kind: HolderKind, nameIn: (input: Input) => string) {
  return operation<Input, void, Room>(name, {
    kind: 'write',
    access: (input, ctx) => onEntity(ctx, kind, name, nameIn(input), ofPolicy(input.PolicyArn)),
    async run(input, ctx) {
      const holder = await existingHolder(ctx, kind, nameIn(input))
      if (!(await ctx.attachments.remove(holder.id, input.PolicyArn))) {
        throw noSuchEntity(`Policy ${input.PolicyArn} was not found.`)
      }
    },
  })
}
