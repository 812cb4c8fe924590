import type { DeletePolicyVersionRequest } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onPolicy } from '../../access.ts'
import { existingVersion } from '../../answers/policies.ts'
import { deleteConflict } from '../../errors.ts'
import { changeablePolicy } from '../../lookup.ts'
import type { Given, Room } from '../../room.ts'

export const deletePolicyVersion = operation<Given<DeletePolicyVersionRequest, 'PolicyArn' | 'VersionId'>, void, Room>(
  'DeletePolicyVersion',
  {
    kind: 'write',
    access: (input, ctx) => onPolicy(ctx, 'DeletePolicyVersion', input.PolicyArn),
    async run(input, ctx) {
      const policy = await changeablePolicy(ctx, input.PolicyArn)
      const { version } = await existingVersion(ctx, policy, input.VersionId)
      if (version === policy.details.defaultVersion) {
        throw deleteConflict('Cannot delete the default version of a policy.')
      }
      await ctx.policyVersions.delete(policy.id, version)
    },
  },
)
