import type { DeleteSecretRequest, DeleteSecretResponse } from '@aws-sdk/client-secrets-manager'
import { operation } from '@towpath/wire'
import { onSecret } from '../access.ts'
import { markedForDeletion, secretNotFound } from '../errors.ts'
import { arnOf, findSecret } from '../lookup.ts'
import type { Room } from '../room.ts'
import { meant, secretArn } from '../rules/arns.ts'
import { goneAt } from '../rules/secret.ts'

/** A deleted secret can be restored until its window is over; by force it is gone at once, and need not have been there. */
export const deleteSecret = operation<DeleteSecretRequest, DeleteSecretResponse, Room>('DeleteSecret', {
  kind: 'write',
  access: async (input, ctx) => [
    await onSecret('DeleteSecret', ctx, input.SecretId, {
      'secretsmanager:ForceDeleteWithoutRecovery': String(input.ForceDeleteWithoutRecovery ?? false),
      ...(input.RecoveryWindowInDays === undefined
        ? {}
        : { 'secretsmanager:RecoveryWindowInDays': String(input.RecoveryWindowInDays) }),
    }),
  ],
  async run(input, ctx) {
    const now = ctx.clock.now()
    const gone = goneAt(now, input)
    const secret = await findSecret(ctx, input.SecretId)
    if (!secret) {
      const [asked] = meant(ctx, input.SecretId ?? '')
      if (!input.ForceDeleteWithoutRecovery || !asked) throw secretNotFound()
      return { ARN: secretArn(ctx, asked.name, asked.suffix), Name: asked.name, DeletionDate: new Date(now) }
    }
    if (input.ForceDeleteWithoutRecovery) await ctx.secrets.delete(secret)
    else if (secret.deletedAt !== undefined) throw markedForDeletion()
    else await ctx.secrets.save({ ...secret, deletedAt: now, goneAt: gone })
    return { ARN: arnOf(ctx, secret), Name: secret.name, DeletionDate: new Date(gone) }
  },
})
