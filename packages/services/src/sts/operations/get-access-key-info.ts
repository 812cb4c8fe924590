import type { GetAccessKeyInfoRequest, GetAccessKeyInfoResponse } from '@aws-sdk/client-sts'
import { operation } from '@towpath/wire'
import { validationError } from '../errors.ts'
import type { Room } from '../room.ts'

export const getAccessKeyInfo = operation<GetAccessKeyInfoRequest, GetAccessKeyInfoResponse, Room>('GetAccessKeyInfo', {
  kind: 'read',
  access: () => [{ action: 'sts:GetAccessKeyInfo', resource: '*' }],
  async run({ AccessKeyId: id = '' }, ctx) {
    const account = await ctx.identities.accountOfAccessKey(id)
    // AWS reads the account out of any id; ids made here do not carry it, and temporary keys are not kept.
    if (account === undefined) throw validationError(`Access key ${id} is not a long-term key of this control plane`)
    return { Account: account }
  },
})
