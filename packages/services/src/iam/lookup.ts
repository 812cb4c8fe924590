import { accessDenied, noSuchEntity, validationError } from './errors.ts'
import { findManagedPolicy } from './managed-policies/find.ts'
import { awsManagedPolicy } from './managed-policies/index.ts'
import { type Ctx, entitiesOf } from './room.ts'
import type { Entity, Group, HolderKind, InstanceProfile, ManagedPolicy, Role, User } from './rules/entities.ts'

/*
 * What many operations begin with: the entity of that name, or IAM's answer when there is none.
 */

export async function existingUser(ctx: Ctx, name: string): Promise<User> {
  return (await ctx.users.find(name)) ?? missing(`The user with name ${name} cannot be found.`)
}

export async function existingGroup(ctx: Ctx, name: string): Promise<Group> {
  return (await ctx.groups.find(name)) ?? missing(`The group with name ${name} cannot be found.`)
}

export async function existingRole(ctx: Ctx, name: string): Promise<Role> {
  return (await ctx.roles.find(name)) ?? missing(`The role with name ${name} cannot be found.`)
}

export async function existingInstanceProfile(ctx: Ctx, name: string): Promise<InstanceProfile> {
  return (await ctx.instanceProfiles.find(name)) ?? missing(`Instance Profile ${name} cannot be found.`)
}

/** The user, group or role that policies are put on. */
export async function existingHolder(ctx: Ctx, kind: HolderKind, name: string): Promise<Entity> {
  const holder = await entitiesOf(ctx, kind).find(name)
  return holder ?? missing(`The ${kind} with name ${name} cannot be found.`)
}

/** A managed policy, AWS's own or the account's. */
export async function existingPolicy(ctx: Ctx, arn: string): Promise<ManagedPolicy> {
  return (await findManagedPolicy(ctx, arn)) ?? missing(`Policy ${arn} was not found.`)
}

/** A managed policy of the account's own: AWS's cannot be changed by anybody. */
export async function changeablePolicy(ctx: Ctx, arn: string): Promise<ManagedPolicy> {
  if (awsManagedPolicy(arn)) throw accessDenied(`Policy ${arn} is managed by AWS and cannot be changed.`)
  return existingPolicy(ctx, arn)
}

/** For operations about oneself: the named user, or the caller when no name is given. */
export function userNameOrCaller(ctx: Ctx, name: string | undefined): string {
  if (name !== undefined) return name
  if (ctx.principal.type === 'user' && ctx.principal.name !== undefined) return ctx.principal.name
  throw validationError('Must specify userName when calling with non-User credentials')
}

function missing(message: string): never {
  throw noSuchEntity(message)
}
