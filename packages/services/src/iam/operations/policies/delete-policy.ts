import type { DeletePolicyRequest } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onPolicy } from '../../access.ts'
import { policyUsage } from '../../answers/policies.ts'
import { deleteConflict } from '../../errors.ts'
import { changeablePolicy } from '../../lookup.ts'
import type { Given, Room } from '../../room.ts'

export const deletePolicy = operation<Given<DeletePolicyRequest, 'PolicyArn'>, void, Room>('DeletePolicy', {
  kind: 'write',
  access: (input, ctx) => onPolicy(ctx, 'DeletePolicy', input.PolicyArn),
  async run(input, ctx) {
    const policy = await changeablePolicy(ctx, input.PolicyArn)
    const usage = await policyUsage(ctx)
    if (usage.attachments.has(input.PolicyArn)) throw deleteConflict('Cannot delete a policy attached to entities.')
    if (usage.boundaries.has(input.PolicyArn)) {
      throw deleteConflict('Cannot delete a policy that is used as a permissions boundary.')
    }
    if ((await ctx.policyVersions.of(policy.id)).length > 1) throw deleteConflict(SEVERAL_VERSIONS)
    await ctx.policyVersions.delete(policy.id, policy.details.defaultVersion)
    await ctx.policies.delete(policy.id)
  },
})

const SEVERAL_VERSIONS =
  "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. " +
  'The default version is deleted with the policy.'
