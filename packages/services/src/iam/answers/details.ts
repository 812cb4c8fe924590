import type {
  GroupDetail as SdkGroupDetail,
  ManagedPolicyDetail as SdkManagedPolicyDetail,
  PolicyDetail as SdkPolicyDetail,
  RoleDetail as SdkRoleDetail,
  UserDetail as SdkUserDetail,
} from '@aws-sdk/client-iam'
import { groupsOf } from '../directory/subject.ts'
import type { Ctx } from '../room.ts'
import type { Entity, Group, ManagedPolicy, Role, User } from '../rules/entities.ts'
import { encodeDocument } from '../rules/policy-documents.ts'
import { groupAnswer, instanceProfileAnswer, roleAnswer, userAnswer } from './entities.ts'
import { attachedPolicies, type PolicyUsage, policyAnswer, versionAnswer, versionsOf } from './policies.ts'

/*
 * Entities with their policies, as GetAccountAuthorizationDetails shows them.
 */

export async function userDetail(ctx: Ctx, user: User): Promise<SdkUserDetail> {
  return {
    ...userAnswer(user),
    UserPolicyList: await inlinePolicies(ctx, user),
    GroupList: (await groupsOf(ctx, user.id)).map((group) => group.name),
    AttachedManagedPolicies: await attachedPolicies(ctx, user),
  }
}

export async function groupDetail(ctx: Ctx, group: Group): Promise<SdkGroupDetail> {
  return {
    ...groupAnswer(group),
    GroupPolicyList: await inlinePolicies(ctx, group),
    AttachedManagedPolicies: await attachedPolicies(ctx, group),
  }
}

export async function roleDetail(ctx: Ctx, role: Role): Promise<SdkRoleDetail> {
  const profiles = await ctx.instanceProfiles.findAllById(await ctx.memberships.containersOf(role.id))
  return {
    ...(await roleAnswer(ctx, role)),
    InstanceProfileList: await Promise.all(profiles.map((profile) => instanceProfileAnswer(ctx, profile, 'brief'))),
    RolePolicyList: await inlinePolicies(ctx, role),
    AttachedManagedPolicies: await attachedPolicies(ctx, role),
  }
}

export async function policyDetail(
  ctx: Ctx,
  policy: ManagedPolicy,
  usage: PolicyUsage,
): Promise<SdkManagedPolicyDetail> {
  const versions = await versionsOf(ctx, policy)
  return {
    ...policyAnswer(policy, usage),
    PolicyVersionList: versions.map((version) => versionAnswer(policy, version)),
  }
}

async function inlinePolicies(ctx: Ctx, holder: Entity): Promise<SdkPolicyDetail[]> {
  const policies = await ctx.inlinePolicies.of(holder.id)
  return policies.map(({ name, document }) => ({ PolicyName: name, PolicyDocument: encodeDocument(document) }))
}
