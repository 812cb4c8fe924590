import type { DeleteAccessKeyRequest } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onUserOrCaller } from '../../access.ts'
import { existingAccessKey } from '../../access-key.ts'
import type { Given, Room } from '../../room.ts'

export const deleteAccessKey = operation<Given<DeleteAccessKeyRequest, 'AccessKeyId'>, void, Room>('DeleteAccessKey', {
  kind: 'write',
  access: (input, ctx) => onUserOrCaller(ctx, 'DeleteAccessKey', input.UserName),
  async run(input, ctx) {
    const key = await existingAccessKey(ctx, input)
    await ctx.accessKeys.delete(key.id)
    await ctx.lastUses.delete(key.id)
  },
})
