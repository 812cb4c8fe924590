import type { Tag as SdkTag } from '@aws-sdk/client-iam'
import { BASE32 } from '@towpath/base'
import { mustDeleteFirst, noSuchEntity, quotaExceeded } from './errors.ts'
import { findManagedPolicy } from './managed-policies/find.ts'
import type { Ctx } from './room.ts'
import { type Entity, type EntityKind, ID_PREFIX } from './rules/entities.ts'
import { QUOTAS } from './rules/quotas.ts'
import { checkTags } from './rules/tags.ts'

/** What all Create operations say of the new entity. */
export interface Creation {
  name: string
  path?: string
  boundary?: string
  tags?: SdkTag[]
}

export function creationOf(
  input: { Path?: string; PermissionsBoundary?: string; Tags?: SdkTag[] },
  name: string,
): Creation {
  return { name, path: input.Path, boundary: input.PermissionsBoundary, tags: input.Tags }
}

/** An entity that is not kept yet, with a unique id of its own. Refuses bad tags and a boundary that is no policy. */
export async function newEntity<Details>(
  ctx: Ctx,
  kind: EntityKind,
  creation: Creation,
  details: Details,
): Promise<Entity<Details>> {
  if (creation.boundary !== undefined) await checkBoundary(ctx, creation.boundary)
  return {
    kind,
    account: ctx.account,
    id: ID_PREFIX[kind] + ctx.ids.random(17, BASE32),
    name: creation.name,
    path: creation.path ?? '/',
    tags: checkTags(creation.tags),
    boundary: creation.boundary,
    createdAt: ctx.clock.now(),
    details,
  }
}

/** Refuses a permissions boundary that is no managed policy. */
export async function checkBoundary(ctx: Ctx, arn: string): Promise<void> {
  const policy = await findManagedPolicy(ctx, arn)
  if (!policy) throw noSuchEntity(`Scope ARN: ${arn} does not exist or is not attachable.`)
}

type PerAccount = Extract<keyof typeof QUOTAS, `${string}PerAccount`>

/** To be called after an entity was made: takes it back when it was one too many. */
export async function checkQuota(entities: { count(): Promise<number> }, quota: PerAccount): Promise<void> {
  if ((await entities.count()) > QUOTAS[quota]) throw quotaExceeded(quota, QUOTAS[quota])
}

/** Refuses to delete a user, group or role that still has policies. */
export async function checkNoPolicies(ctx: Ctx, holder: Entity): Promise<void> {
  if ((await ctx.inlinePolicies.of(holder.id)).length > 0) throw mustDeleteFirst('delete policies')
  if ((await ctx.attachments.of(holder.id)).length > 0) throw mustDeleteFirst('detach all policies')
}
