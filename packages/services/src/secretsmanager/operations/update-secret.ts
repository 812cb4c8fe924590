import type { UpdateSecretRequest, UpdateSecretResponse } from '@aws-sdk/client-secrets-manager'
import { operation } from '@towpath/wire'
import { onSecret } from '../access.ts'
import { noTypes } from '../errors.ts'
import { arnOf, usableSecret } from '../lookup.ts'
import { givenValue, putVersion } from '../put-version.ts'
import type { Room } from '../room.ts'
import { checkKey } from '../rules/secret.ts'

/** Absent members stay as they are; a value becomes the current version. */
export const updateSecret = operation<UpdateSecretRequest, UpdateSecretResponse, Room>('UpdateSecret', {
  kind: 'write',
  access: async (input, ctx) => [await onSecret('UpdateSecret', ctx, input.SecretId)],
  async run(input, ctx) {
    const secret = await usableSecret(ctx, input.SecretId)
    checkKey(input.KmsKeyId)
    if (input.Type) throw noTypes()
    const value = givenValue(input)
    const id = input.ClientRequestToken ?? ctx.ids.uuid()
    if (value) await putVersion(ctx, secret, { id, value })
    const description = input.Description ?? secret.description
    await ctx.secrets.save({ ...secret, description, changedAt: ctx.clock.now() })
    return { ARN: arnOf(ctx, secret), Name: secret.name, VersionId: value ? id : undefined }
  },
})
