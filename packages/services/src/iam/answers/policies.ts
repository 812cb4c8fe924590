import type {
  AttachedPolicy as SdkAttachedPolicy,
  Policy as SdkPolicy,
  PolicyVersion as SdkPolicyVersion,
} from '@aws-sdk/client-iam'
import { noSuchEntity } from '../errors.ts'
import { awsManagedPolicy } from '../managed-policies/index.ts'
import type { Ctx } from '../room.ts'
import { arnOf, type Entity, type ManagedPolicy, parseIamArn } from '../rules/entities.ts'
import { encodeDocument } from '../rules/policy-documents.ts'
import type { PolicyVersion } from '../state/policy-versions.ts'
import { dateAnswer } from './date.ts'
import { tagsAnswer } from './entities.ts'

export interface PolicyUsage {
  attachments: Map<string, number>
  boundaries: Map<string, number>
}

/** How often each policy is attached and used as a boundary, by ARN. */
export async function policyUsage(ctx: Ctx): Promise<PolicyUsage> {
  const boundaries = new Map<string, number>()
  for (const entity of [...(await ctx.users.list()), ...(await ctx.roles.list())]) {
    if (entity.boundary) boundaries.set(entity.boundary, (boundaries.get(entity.boundary) ?? 0) + 1)
  }
  return { attachments: await ctx.attachments.counts(), boundaries }
}

/** Lists leave out description and tags (documented). */
export function policyAnswer(policy: ManagedPolicy, usage: PolicyUsage, form: 'full' | 'brief' = 'full'): SdkPolicy {
  const arn = arnOf(policy)
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: arn,
    Path: policy.path,
    DefaultVersionId: versionId(policy.details.defaultVersion),
    AttachmentCount: usage.attachments.get(arn) ?? 0,
    PermissionsBoundaryUsageCount: usage.boundaries.get(arn) ?? 0,
    IsAttachable: true,
    CreateDate: dateAnswer(policy.createdAt),
    UpdateDate: dateAnswer(policy.details.updatedAt),
    ...(form === 'full' ? { Description: policy.details.description, Tags: tagsAnswer(policy) } : {}),
  }
}

export function versionId(version: number): string {
  return `v${version}`
}

/** Lists of versions leave out the documents (documented). */
export function versionAnswer(
  policy: ManagedPolicy,
  version: PolicyVersion,
  form: 'full' | 'brief' = 'full',
): SdkPolicyVersion {
  return {
    VersionId: versionId(version.version),
    IsDefaultVersion: version.version === policy.details.defaultVersion,
    CreateDate: dateAnswer(version.createdAt),
    ...(form === 'full' ? { Document: encodeDocument(version.document) } : {}),
  }
}

/** All versions of a policy, newest first. AWS's own have one. */
export async function versionsOf(ctx: Ctx, policy: ManagedPolicy): Promise<PolicyVersion[]> {
  const builtIn = awsManagedPolicy(arnOf(policy))
  if (!builtIn) return ctx.policyVersions.of(policy.id)
  return [{ version: 1, document: builtIn.document, createdAt: policy.createdAt }]
}

/** The version that `v3` means, or IAM's answer when there is none. */
export async function existingVersion(ctx: Ctx, policy: ManagedPolicy, id: string): Promise<PolicyVersion> {
  const versions = await versionsOf(ctx, policy)
  const found = versions.find(({ version }) => versionId(version) === id)
  if (!found) throw noSuchEntity(`Policy ${arnOf(policy)} version ${id} does not exist or is not attachable.`)
  return found
}

/** Policies attached to one holder, as lists and details show them. */
export async function attachedPolicies(ctx: Ctx, holder: Entity): Promise<Required<SdkAttachedPolicy>[]> {
  const arns = await ctx.attachments.of(holder.id)
  return arns.map((arn) => ({ PolicyName: parseIamArn(arn)?.name ?? arn, PolicyArn: arn }))
}
