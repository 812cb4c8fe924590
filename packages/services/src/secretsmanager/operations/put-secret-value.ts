import type { PutSecretValueRequest, PutSecretValueResponse } from '@aws-sdk/client-secrets-manager'
import { operation } from '@towpath/wire'
import { onSecret } from '../access.ts'
import { arnOf, usableSecret } from '../lookup.ts'
import { putVersion, requiredValue } from '../put-version.ts'
import type { Room } from '../room.ts'

export const putSecretValue = operation<PutSecretValueRequest, PutSecretValueResponse, Room>('PutSecretValue', {
  kind: 'write',
  access: async (input, ctx) => [await onSecret('PutSecretValue', ctx, input.SecretId)],
  async run(input, ctx) {
    const secret = await usableSecret(ctx, input.SecretId)
    const value = requiredValue(input)
    const id = input.ClientRequestToken ?? ctx.ids.uuid()
    const stages = await putVersion(ctx, secret, { id, value, stages: input.VersionStages })
    await ctx.secrets.save({ ...secret, changedAt: ctx.clock.now() })
    return { ARN: arnOf(ctx, secret), Name: secret.name, VersionId: id, VersionStages: stages }
  },
})
