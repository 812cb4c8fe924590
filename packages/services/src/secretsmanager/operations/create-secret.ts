import type { CreateSecretRequest, CreateSecretResponse } from '@aws-sdk/client-secrets-manager'
import { ALPHANUMERIC } from '@towpath/base'
import { operation } from '@towpath/wire'
import { onNewSecret } from '../access.ts'
import { nameScheduledForDeletion, noReplicas, noTypes, secretExists } from '../errors.ts'
import { arnOf } from '../lookup.ts'
import { givenValue, putVersion } from '../put-version.ts'
import type { Room } from '../room.ts'
import { SUFFIX_LENGTH } from '../rules/arns.ts'
import { checkKey, checkSecretName, withTags } from '../rules/secret.ts'

/** May be made without a value; the first one is put later. */
export const createSecret = operation<CreateSecretRequest, CreateSecretResponse, Room>('CreateSecret', {
  kind: 'write',
  access: ({ Name, Tags }, ctx) => [
    onNewSecret('CreateSecret', ctx, Name, Tags),
    ...(Tags?.length ? [onNewSecret('TagResource', ctx, Name, Tags)] : []),
  ],
  async run(input, ctx) {
    const name = checkSecretName(input.Name ?? '')
    checkKey(input.KmsKeyId)
    if (input.AddReplicaRegions) throw noReplicas()
    if (input.Type) throw noTypes()
    const value = givenValue(input)
    const tags = withTags({}, input.Tags)
    const now = ctx.clock.now()
    const id = input.ClientRequestToken ?? ctx.ids.uuid()

    const present = await ctx.secrets.find(name, now)
    if (present?.deletedAt !== undefined) throw nameScheduledForDeletion()
    // The same request again, after an answer that was lost (documented).
    const isRepeated = present && value && (await ctx.versions.of(present.id)).some((version) => version.id === id)
    if (present && !isRepeated) throw secretExists(name)
    const secret =
      present ??
      (await ctx.secrets.create({
        name,
        suffix: ctx.ids.random(SUFFIX_LENGTH, ALPHANUMERIC),
        description: input.Description,
        tags,
        createdAt: now,
        changedAt: now,
      }))
    if (value) await putVersion(ctx, secret, { id, value })
    return { ARN: arnOf(ctx, secret), Name: name, VersionId: value ? id : undefined }
  },
})
