import type { GetContextKeysForPolicyResponse, GetContextKeysForPrincipalPolicyRequest } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import type { Given, Room } from '../../room.ts'
import { contextKeysOfAll } from '../../simulation/context-keys.ts'
import { simulatedSource } from '../../simulation/source.ts'

export const getContextKeysForPrincipalPolicy = operation<
  Given<GetContextKeysForPrincipalPolicyRequest, 'PolicySourceArn'>,
  GetContextKeysForPolicyResponse,
  Room
>('GetContextKeysForPrincipalPolicy', {
  kind: 'read',
  access: (input) => [{ action: 'iam:GetContextKeysForPrincipalPolicy', resource: input.PolicySourceArn }],
  async run(input, ctx) {
    const source = await simulatedSource(ctx, input.PolicySourceArn)
    const documents = source.policies.map(({ document }) => document)
    return { ContextKeyNames: contextKeysOfAll([...documents, ...(input.PolicyInputList ?? [])]) }
  },
})
