import type { GetAccountAuthorizationDetailsRequest, GetAccountAuthorizationDetailsResponse } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onAccount } from '../../access.ts'
import { groupDetail, policyDetail, roleDetail, userDetail } from '../../answers/details.ts'
import { policyUsage } from '../../answers/policies.ts'
import { awsManagedPolicies } from '../../managed-policies/index.ts'
import { paged } from '../../paging.ts'
import type { Room } from '../../room.ts'
import {
  arnOf,
  type Entity,
  type EntityKind,
  type Group,
  type ManagedPolicy,
  type Role,
  type User,
} from '../../rules/entities.ts'

type Answer = GetAccountAuthorizationDetailsResponse

/** Everything that decides who may do what, in one list that pages run through: users, groups, roles, policies. */
export const getAccountAuthorizationDetails = operation<GetAccountAuthorizationDetailsRequest, Answer, Room>(
  'GetAccountAuthorizationDetails',
  {
    kind: 'read',
    access: () => onAccount('GetAccountAuthorizationDetails'),
    async run(input, ctx) {
      const wants = (filter: string) => !input.Filter?.length || input.Filter.some((one) => one === filter)
      const aws = awsManagedPolicies().map((entry) => entry.policy)
      const all: Entity[] = [
        ...(wants('User') ? await ctx.users.list() : []),
        ...(wants('Group') ? await ctx.groups.list() : []),
        ...(wants('Role') ? await ctx.roles.list() : []),
        ...(wants('LocalManagedPolicy') ? await ctx.policies.list() : []),
        ...(wants('AWSManagedPolicy') ? aws : []),
      ]
      const { items, ...rest } = paged(
        all.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
        keyOf,
        input,
      )
      const ofKind = (kind: EntityKind) => items.filter((entity) => entity.kind === kind)
      const usage = await policyUsage(ctx)
      return {
        UserDetailList: await each(ofKind('user'), (user) => userDetail(ctx, user as User)),
        GroupDetailList: await each(ofKind('group'), (group) => groupDetail(ctx, group as Group)),
        RoleDetailList: await each(ofKind('role'), (role) => roleDetail(ctx, role as Role)),
        Policies: await each(ofKind('policy'), (policy) => policyDetail(ctx, policy as ManagedPolicy, usage)),
        ...rest,
      }
    },
  },
)

const ORDER: Record<EntityKind, number> = { user: 0, group: 1, role: 2, policy: 3, 'instance-profile': 4 }
const keyOf = (entity: Entity) => `${ORDER[entity.kind]} ${arnOf(entity)}`

function each<T, R>(items: readonly T[], answer: (item: T) => Promise<R>): Promise<R[]> {
  return Promise.all(items.map(answer))
}
