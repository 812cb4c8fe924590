import type { SimulatePolicyResponse, SimulatePrincipalPolicyRequest } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import type { Given, Room } from '../../room.ts'
import { simulate } from '../../simulation/simulate.ts'
import { givenPolicies, simulatedSource } from '../../simulation/source.ts'

export const simulatePrincipalPolicy = operation<
  Given<SimulatePrincipalPolicyRequest, 'PolicySourceArn' | 'ActionNames'>,
  SimulatePolicyResponse,
  Room
>('SimulatePrincipalPolicy', {
  kind: 'read',
  access: (input) => [{ action: 'iam:SimulatePrincipalPolicy', resource: input.PolicySourceArn }],
  async run(input, ctx) {
    const source = await simulatedSource(ctx, input.PolicySourceArn)
    // The caller is the source unless told otherwise; only resource policies see who it is.
    const caller = input.CallerArn === undefined ? source : await simulatedSource(ctx, input.CallerArn)
    const boundaries = givenPolicies(input.PermissionsBoundaryPolicyInputList, 'PermissionsBoundaryPolicyInputList')
    return simulate(ctx, input, {
      caller: caller.entity,
      policies: [...source.policies, ...givenPolicies(input.PolicyInputList, 'PolicyInputList')],
      // Boundaries that are handed in take the place of the source's own (documented).
      boundaries: boundaries.length > 0 ? boundaries : source.boundaries,
    })
  },
})
