import type { SetDefaultPolicyVersionRequest } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onPolicy } from '../../access.ts'
import { existingVersion } from '../../answers/policies.ts'
import { changeablePolicy } from '../../lookup.ts'
import type { Given, Room } from '../../room.ts'

export const setDefaultPolicyVersion = operation<
  Given<SetDefaultPolicyVersionRequest, 'PolicyArn' | 'VersionId'>,
  void,
  Room
>('SetDefaultPolicyVersion', {
  kind: 'write',
  access: (input, ctx) => onPolicy(ctx, 'SetDefaultPolicyVersion', input.PolicyArn),
  async run(input, ctx) {
    const policy = await changeablePolicy(ctx, input.PolicyArn)
    const { version } = await existingVersion(ctx, policy, input.VersionId)
    const details = { ...policy.details, defaultVersion: version, updatedAt: ctx.clock.now() }
    await ctx.policies.setDetails(policy.id, details)
  },
})
