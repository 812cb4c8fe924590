import type { ListEntitiesForPolicyRequest, ListEntitiesForPolicyResponse } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onPolicy } from '../../access.ts'
import { existingPolicy } from '../../lookup.ts'
import { paged } from '../../paging.ts'
import type { Ctx, Given, Room } from '../../room.ts'
import { arnOf, type Entity, type HolderKind } from '../../rules/entities.ts'

export const listEntitiesForPolicy = operation<
  Given<ListEntitiesForPolicyRequest, 'PolicyArn'>,
  ListEntitiesForPolicyResponse,
  Room
>('ListEntitiesForPolicy', {
  kind: 'read',
  access: (input, ctx) => onPolicy(ctx, 'ListEntitiesForPolicy', input.PolicyArn),
  async run(input, ctx) {
    const arn = arnOf(await existingPolicy(ctx, input.PolicyArn))
    const using = input.PolicyUsageFilter === 'PermissionsBoundary' ? await bounded(ctx, arn) : await attached(ctx, arn)
    const found = using.filter((entity) => isWanted(entity, input)).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
    const { items, ...rest } = paged(found, keyOf, input)
    const ofKind = (kind: HolderKind) => items.filter((entity) => entity.kind === kind)
    return {
      PolicyUsers: ofKind('user').map(({ name, id }) => ({ UserName: name, UserId: id })),
      PolicyGroups: ofKind('group').map(({ name, id }) => ({ GroupName: name, GroupId: id })),
      PolicyRoles: ofKind('role').map(({ name, id }) => ({ RoleName: name, RoleId: id })),
      ...rest,
    }
  },
})

const FILTER = { user: 'User', group: 'Group', role: 'Role', 'instance-profile': '', policy: '' } as const
const keyOf = ({ kind, name }: Entity) => `${kind} ${name}`

function isWanted(entity: Entity, { EntityFilter, PathPrefix = '/' }: ListEntitiesForPolicyRequest): boolean {
  return (EntityFilter === undefined || FILTER[entity.kind] === EntityFilter) && entity.path.startsWith(PathPrefix)
}

async function attached(ctx: Ctx, arn: string): Promise<Entity[]> {
  const ids = await ctx.attachments.holdersOf(arn)
  return [
    ...(await ctx.users.findAllById(ids)),
    ...(await ctx.groups.findAllById(ids)),
    ...(await ctx.roles.findAllById(ids)),
  ]
}

async function bounded(ctx: Ctx, arn: string): Promise<Entity[]> {
  return [...(await ctx.users.boundedBy(arn)), ...(await ctx.roles.boundedBy(arn))]
}
