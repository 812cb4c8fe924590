import type { GetPolicyRequest, GetPolicyResponse } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onPolicy } from '../../access.ts'
import { policyAnswer, policyUsage } from '../../answers/policies.ts'
import { existingPolicy } from '../../lookup.ts'
import type { Given, Room } from '../../room.ts'

export const getPolicy = operation<Given<GetPolicyRequest, 'PolicyArn'>, GetPolicyResponse, Room>('GetPolicy', {
  kind: 'read',
  access: (input, ctx) => onPolicy(ctx, 'GetPolicy', input.PolicyArn),
  run: async (input, ctx) => ({
    Policy: policyAnswer(await existingPolicy(ctx, input.PolicyArn), await policyUsage(ctx)),
  }),
})
