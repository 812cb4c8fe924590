import type {
  AttachedPermissionsBoundary,
  Group as SdkGroup,
  InstanceProfile as SdkInstanceProfile,
  Role as SdkRole,
  User as SdkUser,
} from '@aws-sdk/client-iam'
import type { Ctx } from '../room.ts'
import { arnOf, type Entity, type Group, type InstanceProfile, type Role, type User } from '../rules/entities.ts'
import { unpinPrincipals } from '../rules/pinned-principals.ts'
import { encodeDocument } from '../rules/policy-documents.ts'
import { dateAnswer } from './date.ts'

/*
 * Entities as IAM describes them. Its lists leave out tags and boundaries (documented): `brief` says so.
 */

export function userAnswer(user: User, form: 'full' | 'brief' = 'full'): SdkUser {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: arnOf(user),
    CreateDate: dateAnswer(user.createdAt),
    ...(form === 'full' ? { PermissionsBoundary: boundaryAnswer(user), Tags: tagsAnswer(user) } : {}),
  }
}

export function groupAnswer(group: Group): SdkGroup {
  return {
    Path: group.path,
    GroupName: group.name,
    GroupId: group.id,
    Arn: arnOf(group),
    CreateDate: dateAnswer(group.createdAt),
  }
}

export async function roleAnswer(ctx: Ctx, role: Role, form: 'full' | 'brief' = 'full'): Promise<SdkRole> {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: arnOf(role),
    CreateDate: dateAnswer(role.createdAt),
    AssumeRolePolicyDocument: encodeDocument(await shownTrustPolicy(ctx, role)),
    Description: role.details.description,
    MaxSessionDuration: role.details.maxSessionDuration,
    ...(form === 'full'
      ? { PermissionsBoundary: boundaryAnswer(role), Tags: tagsAnswer(role), RoleLastUsed: await lastUsed(ctx, role) }
      : {}),
  }
}

export async function instanceProfileAnswer(
  ctx: Ctx,
  profile: InstanceProfile,
  form: 'full' | 'brief' = 'full',
): Promise<SdkInstanceProfile> {
  const roles = await ctx.roles.findAllById(await ctx.memberships.membersOf(profile.id))
  return {
    Path: profile.path,
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: arnOf(profile),
    CreateDate: dateAnswer(profile.createdAt),
    Roles: await Promise.all(roles.map((role) => roleAnswer(ctx, role, 'brief'))),
    ...(form === 'full' ? { Tags: tagsAnswer(profile) } : {}),
  }
}

export function boundaryAnswer({ boundary }: Entity): AttachedPermissionsBoundary | undefined {
  return boundary === undefined
    ? undefined
    : { PermissionsBoundaryType: 'PermissionsBoundaryPolicy', PermissionsBoundaryArn: boundary }
}

/** IAM leaves the member out where there are none. */
export function tagsAnswer({ tags }: Entity) {
  return tags.length > 0 ? tags : undefined
}

/** The trust policy with ARNs in the place of the unique ids it is kept with. */
async function shownTrustPolicy(ctx: Ctx, role: Role): Promise<string> {
  return unpinPrincipals(role.details.trustPolicy, async (id) => {
    const entity = (await ctx.users.findById(id)) ?? (await ctx.roles.findById(id))
    return entity && arnOf(entity)
  })
}

async function lastUsed(ctx: Ctx, role: Role): Promise<SdkRole['RoleLastUsed']> {
  const use = ctx.recentUses.recent(role.id) ?? (await ctx.lastUses.find(role.id))
  return use ? { LastUsedDate: dateAnswer(use.at), Region: use.region } : {}
}
