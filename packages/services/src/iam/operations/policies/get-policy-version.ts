import type { GetPolicyVersionRequest, GetPolicyVersionResponse } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onPolicy } from '../../access.ts'
import { existingVersion, versionAnswer } from '../../answers/policies.ts'
import { existingPolicy } from '../../lookup.ts'
import type { Given, Room } from '../../room.ts'

export const getPolicyVersion = operation<
  Given<GetPolicyVersionRequest, 'PolicyArn' | 'VersionId'>,
  GetPolicyVersionResponse,
  Room
>('GetPolicyVersion', {
  kind: 'read',
  access: (input, ctx) => onPolicy(ctx, 'GetPolicyVersion', input.PolicyArn),
  async run(input, ctx) {
    const policy = await existingPolicy(ctx, input.PolicyArn)
    return { PolicyVersion: versionAnswer(policy, await existingVersion(ctx, policy, input.VersionId)) }
  },
})
