import type { DecodeAuthorizationMessageRequest, DecodeAuthorizationMessageResponse } from '@aws-sdk/client-sts'
import { operation } from '@towpath/wire'
import { invalidAuthorizationMessage } from '../errors.ts'
import type { Room } from '../room.ts'

/** Refusals here say in clear why; none carries an encoded message, so there is none that could be decoded. */
export const decodeAuthorizationMessage = operation<
  DecodeAuthorizationMessageRequest,
  DecodeAuthorizationMessageResponse,
  Room
>('DecodeAuthorizationMessage', {
  kind: 'read',
  access: () => [{ action: 'sts:DecodeAuthorizationMessage', resource: '*' }],
  async run() {
    throw invalidAuthorizationMessage()
  },
})
