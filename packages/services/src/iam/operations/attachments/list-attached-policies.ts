import type {
  ListAttachedGroupPoliciesRequest,
  ListAttachedRolePoliciesRequest,
  ListAttachedRolePoliciesResponse,
  ListAttachedUserPoliciesRequest,
} from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onEntity } from '../../access.ts'
import { attachedPolicies } from '../../answers/policies.ts'
import { existingHolder } from '../../lookup.ts'
import { paged } from '../../paging.ts'
import type { Given, Room } from '../../room.ts'
import { type HolderKind, parseIamArn } from '../../rules/entities.ts'

export const listAttachedUserPolicies = list<Given<ListAttachedUserPoliciesRequest, 'UserName'>>(
  'ListAttachedUserPolicies',
  'user',
  (input) => input.UserName,
)
export const listAttachedGroupPolicies = list<Given<ListAttachedGroupPoliciesRequest, 'GroupName'>>(
  'ListAttachedGroupPolicies',
  'group',
  (input) => input.GroupName,
)
export const listAttachedRolePolicies = list<Given<ListAttachedRolePoliciesRequest, 'RoleName'>>(
  'ListAttachedRolePolicies',
  'role',
  (input) => input.RoleName,
)

function list<Input extends { PathPrefix?: string; Marker?: string; MaxItems?: number }>(
  name: string,
  kind: HolderKind,
  nameIn: (input: Input) => string,
) {
  return operation<Input, ListAttachedRolePoliciesResponse, Room>(name, {
    kind: 'read',
    access: (input, ctx) => onEntity(ctx, kind, name, nameIn(input)),
    async run(input, ctx) {
      const holder = await existingHolder(ctx, kind, nameIn(input))
      const below = (arn: string) => parseIamArn(arn)?.path.startsWith(input.PathPrefix ?? '/')
      const attached = (await attachedPolicies(ctx, holder)).filter(({ PolicyArn }) => below(PolicyArn))
      const { items, ...rest } = paged(attached, ({ PolicyArn }) => PolicyArn, input)
      return { AttachedPolicies: items, ...rest }
    },
  })
}
