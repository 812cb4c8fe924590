import type { CreatePolicyVersionRequest, CreatePolicyVersionResponse } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onPolicy } from '../../access.ts'
import { versionAnswer } from '../../answers/policies.ts'
import { limitExceeded } from '../../errors.ts'
import { changeablePolicy } from '../../lookup.ts'
import type { Given, Room } from '../../room.ts'
import { checkManagedPolicy } from '../../rules/policy-documents.ts'
import { QUOTAS } from '../../rules/quotas.ts'

export const createPolicyVersion = operation<
  Given<CreatePolicyVersionRequest, 'PolicyArn' | 'PolicyDocument'>,
  CreatePolicyVersionResponse,
  Room
>('CreatePolicyVersion', {
  kind: 'write',
  access: (input, ctx) => onPolicy(ctx, 'CreatePolicyVersion', input.PolicyArn),
  async run(input, ctx) {
    const policy = await changeablePolicy(ctx, input.PolicyArn)
    checkManagedPolicy(input.PolicyDocument)
    if ((await ctx.policyVersions.of(policy.id)).length >= QUOTAS.VersionsPerPolicy) {
      throw limitExceeded(
        `A managed policy can have up to ${QUOTAS.VersionsPerPolicy} versions. ` +
          'Before you create a new version, you must delete an existing version.',
      )
    }
    const now = ctx.clock.now()
    const version = { version: policy.details.lastVersion + 1, document: input.PolicyDocument, createdAt: now }
    const defaultVersion = input.SetAsDefault ? version.version : policy.details.defaultVersion
    const details = { ...policy.details, defaultVersion, lastVersion: version.version, updatedAt: now }
    await ctx.policyVersions.add(policy.id, version)
    await ctx.policies.setDetails(policy.id, details)
    return { PolicyVersion: versionAnswer({ ...policy, details }, version, 'brief') }
  },
})
