import type { Access, ConditionValues } from '@towpath/wire'
import { findManagedPolicy } from './managed-policies/find.ts'
import { type Ctx, entitiesOf } from './room.ts'
import { arnOf, type Entity, type EntityKind, iamArn } from './rules/entities.ts'
import { rootArn, tagValues } from './rules/principals.ts'

/*
 * What callers must be allowed: `iam:OPERATION` on the ARN of the entity, with the condition keys that IAM's actions
 * know. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */

type RequestTags = readonly { Key?: string; Value?: string }[] | undefined

/** An action on an entity by name. One that is not there has no path known, so it is taken to be at the top. */
export async function onEntity(
  ctx: Ctx,
  kind: EntityKind,
  operation: string,
  name: string,
  conditions: ConditionValues = {},
): Promise<Access[]> {
  const entity = await entitiesOf(ctx, kind).find(name)
  const resource = entity ? arnOf(entity) : iamArn(ctx.account, kind, '/', name)
  return [{ action: `iam:${operation}`, resource, conditions: { ...ofEntity(entity), ...conditions } }]
}

/** An action on a user who may be left out: then it is about the caller. */
export async function onUserOrCaller(ctx: Ctx, operation: string, name: string | undefined): Promise<Access[]> {
  const own = ctx.principal.type === 'user' ? ctx.principal.name : undefined
  const user = name ?? own
  if (user !== undefined) return onEntity(ctx, 'user', operation, user)
  return [{ action: `iam:${operation}`, resource: rootArn(ctx.account) }]
}

/** An action on a managed policy by ARN. */
export async function onPolicy(
  ctx: Ctx,
  operation: string,
  arn: string,
  conditions: ConditionValues = {},
): Promise<Access[]> {
  const policy = await findManagedPolicy(ctx, arn)
  return [{ action: `iam:${operation}`, resource: arn, conditions: { ...ofEntity(policy), ...conditions } }]
}

/** Making an entity: its ARN is already known. Tagging it at once needs the right to tag as well (documented). */
export function creating(
  ctx: Ctx,
  kind: EntityKind,
  operation: string,
  entity: { path?: string; name: string; boundary?: string; tags?: RequestTags },
): Access[] {
  const resource = iamArn(ctx.account, kind, entity.path ?? '/', entity.name)
  const actions = entity.tags?.length ? [operation, TAGGING[kind]] : [operation]
  const conditions = { ...ofBoundary(entity.boundary), ...ofTags(entity.tags) }
  return actions.map((action) => ({ action: `iam:${action}`, resource, conditions }))
}

const TAGGING: Record<EntityKind, string> = {
  user: 'TagUser',
  group: 'TagGroup',
  role: 'TagRole',
  'instance-profile': 'TagInstanceProfile',
  policy: 'TagPolicy',
}

/** Renaming or moving an entity: IAM asks for both the old and the new ARN (documented). */
export async function moving(
  ctx: Ctx,
  kind: 'user' | 'group',
  operation: string,
  names: { name: string; newName?: string; newPath?: string },
): Promise<Access[]> {
  const from = await onEntity(ctx, kind, operation, names.name)
  const path = names.newPath ?? (await entitiesOf(ctx, kind).find(names.name))?.path ?? '/'
  const resource = iamArn(ctx.account, kind, path, names.newName ?? names.name)
  return [...from, { action: `iam:${operation}`, resource }]
}

/** Listing entities: IAM asks for the ARN that all of them begin with (observed in its refusals). */
export function listing(ctx: Ctx, kind: EntityKind, operation: string, pathPrefix = '/'): Access[] {
  return [{ action: `iam:${operation}`, resource: `arn:aws:iam::${ctx.account}:${kind}${pathPrefix}` }]
}

/** For what is about the account as a whole. */
export const onAccount = (operation: string): Access[] => [{ action: `iam:${operation}`, resource: '*' }]

/** What the request would tag. */
export function ofTags(tags: RequestTags): ConditionValues {
  const given = (tags ?? []).map(({ Key = '', Value = '' }) => ({ Key, Value }))
  return { ...tagValues('aws:RequestTag/', given), 'aws:TagKeys': given.map(({ Key }) => Key) }
}

export const ofTagKeys = (keys: readonly string[]): ConditionValues => ({ 'aws:TagKeys': [...keys] })

export const ofBoundary = (arn: string | undefined): ConditionValues =>
  arn === undefined ? {} : { 'iam:PermissionsBoundary': arn }

export const ofPolicy = (arn: string): ConditionValues => ({ 'iam:PolicyARN': arn })

function ofEntity(entity: Entity | undefined): ConditionValues {
  if (!entity) return {}
  return {
    ...ofBoundary(entity.boundary),
    ...tagValues('aws:ResourceTag/', entity.tags),
    ...tagValues('iam:ResourceTag/', entity.tags),
  }
}
