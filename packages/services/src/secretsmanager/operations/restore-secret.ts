import type { RestoreSecretRequest, RestoreSecretResponse } from '@aws-sdk/client-secrets-manager'
import { operation } from '@towpath/wire'
import { onSecret } from '../access.ts'
import { arnOf, existingSecret } from '../lookup.ts'
import type { Room } from '../room.ts'

/** Nothing happens to one that is not deleted. */
export const restoreSecret = operation<RestoreSecretRequest, RestoreSecretResponse, Room>('RestoreSecret', {
  kind: 'write',
  access: async (input, ctx) => [await onSecret('RestoreSecret', ctx, input.SecretId)],
  async run(input, ctx) {
    const secret = await existingSecret(ctx, input.SecretId)
    await ctx.secrets.save({ ...secret, deletedAt: undefined, goneAt: undefined })
    return { ARN: arnOf(ctx, secret), Name: secret.name }
  },
})
