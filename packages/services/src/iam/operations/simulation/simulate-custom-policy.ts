import type { SimulateCustomPolicyRequest, SimulatePolicyResponse } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onAccount } from '../../access.ts'
import type { Given, Room } from '../../room.ts'
import { simulate } from '../../simulation/simulate.ts'
import { givenPolicies, simulatedSource } from '../../simulation/source.ts'

export const simulateCustomPolicy = operation<
  Given<SimulateCustomPolicyRequest, 'PolicyInputList' | 'ActionNames'>,
  SimulatePolicyResponse,
  Room
>('SimulateCustomPolicy', {
  kind: 'read',
  access: () => onAccount('SimulateCustomPolicy'),
  async run(input, ctx) {
    const caller = input.CallerArn === undefined ? undefined : await simulatedSource(ctx, input.CallerArn)
    return simulate(ctx, input, {
      caller: caller?.entity,
      policies: givenPolicies(input.PolicyInputList, 'PolicyInputList'),
      boundaries: givenPolicies(input.PermissionsBoundaryPolicyInputList, 'PermissionsBoundaryPolicyInputList'),
    })
  },
})
