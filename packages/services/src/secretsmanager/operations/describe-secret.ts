import type { DescribeSecretRequest, DescribeSecretResponse } from '@aws-sdk/client-secrets-manager'
import { operation } from '@towpath/wire'
import { onSecret } from '../access.ts'
import { secretAnswer } from '../answers/secret.ts'
import { existingSecret } from '../lookup.ts'
import type { Room } from '../room.ts'

/** Deleted secrets too, until they are gone. */
export const describeSecret = operation<DescribeSecretRequest, DescribeSecretResponse, Room>('DescribeSecret', {
  kind: 'read',
  access: async (input, ctx) => [await onSecret('DescribeSecret', ctx, input.SecretId)],
  async run(input, ctx) {
    const secret = await existingSecret(ctx, input.SecretId)
    const { stages, ...rest } = secretAnswer(ctx, secret, await ctx.versions.of(secret.id))
    return { ...rest, VersionIdsToStages: stages }
  },
})
