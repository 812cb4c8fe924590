import type {
  ListGroupPoliciesRequest,
  ListRolePoliciesRequest,
  ListRolePoliciesResponse,
  ListUserPoliciesRequest,
} from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onEntity } from '../../access.ts'
import { existingHolder } from '../../lookup.ts'
import { nameOf, paged } from '../../paging.ts'
import type { Given, Room } from '../../room.ts'
import type { HolderKind } from '../../rules/entities.ts'

export const listUserPolicies = list<Given<ListUserPoliciesRequest, 'UserName'>>(
  'ListUserPolicies',
  'user',
  (input) => input.UserName,
)
export const listGroupPolicies = list<Given<ListGroupPoliciesRequest, 'GroupName'>>(
  'ListGroupPolicies',
  'group',
  (input) => input.GroupName,
)
export const listRolePolicies = list<Given<ListRolePoliciesRequest, 'RoleName'>>(
  'ListRolePolicies',
  'role',
  (input) => input.RoleName,
)

function list<Input extends { Marker?: string; MaxItems?: number }>(
  name: string,
  kind: HolderKind,
  nameIn: (input: Input) => string,
) {
  return operation<Input, ListRolePoliciesResponse, Room>(name, {
    kind: 'read',
    access: (input, ctx) => onEntity(ctx, kind, name, nameIn(input)),
    async run(input, ctx) {
      const holder = await existingHolder(ctx, kind, nameIn(input))
      const { items, ...rest } = paged(await ctx.inlinePolicies.of(holder.id), nameOf, input)
      return { PolicyNames: items.map(nameOf), ...rest }
    },
  })
}
