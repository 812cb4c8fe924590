import type { GetContextKeysForCustomPolicyRequest, GetContextKeysForPolicyResponse } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onAccount } from '../../access.ts'
import type { Given, Room } from '../../room.ts'
import { contextKeysOfAll } from '../../simulation/context-keys.ts'

export const getContextKeysForCustomPolicy = operation<
  Given<GetContextKeysForCustomPolicyRequest, 'PolicyInputList'>,
  GetContextKeysForPolicyResponse,
  Room
>('GetContextKeysForCustomPolicy', {
  kind: 'read',
  access: () => onAccount('GetContextKeysForCustomPolicy'),
  run: async (input) => ({ ContextKeyNames: contextKeysOfAll(input.PolicyInputList) }),
})
