import type { GetSecretValueRequest, GetSecretValueResponse } from '@aws-sdk/client-secrets-manager'
import type { ConditionValues } from '@towpath/wire'
import { operation } from '@towpath/wire'
import { onSecret } from '../access.ts'
import { valueAnswer } from '../answers/secret.ts'
import { stageMismatch, stageNotFound, versionNotFound } from '../errors.ts'
import { usableSecret } from '../lookup.ts'
import type { Room } from '../room.ts'
import { CURRENT } from '../rules/stages.ts'
import type { Version } from '../state/versions.ts'

export const getSecretValue = operation<GetSecretValueRequest, GetSecretValueResponse, Room>('GetSecretValue', {
  kind: 'read',
  access: async (input, ctx) => [await onSecret('GetSecretValue', ctx, input.SecretId, asked(input))],
  async run({ SecretId, VersionId, VersionStage }, ctx) {
    const secret = await usableSecret(ctx, SecretId)
    return valueAnswer(ctx, secret, chosen(await ctx.versions.of(secret.id), VersionId, VersionStage))
  },
})

function chosen(versions: Version[], id: string | undefined, stage: string | undefined): Version {
  if (id === undefined) {
    const found = versions.find(({ stages }) => stages.includes(stage ?? CURRENT))
    if (!found) throw stageNotFound(stage ?? CURRENT)
    return found
  }
  const found = versions.find((version) => version.id === id)
  if (!found) throw versionNotFound(id)
  if (stage !== undefined && !found.stages.includes(stage)) throw stageMismatch(id, stage)
  return found
}

/** Policies can ask for the stage that is read; none named is the current one (documented). */
function asked({ VersionId, VersionStage }: GetSecretValueRequest): ConditionValues {
  return {
    ...(VersionId === undefined ? {} : { 'secretsmanager:VersionId': VersionId }),
    ...(VersionStage === undefined && VersionId !== undefined
      ? {}
      : { 'secretsmanager:VersionStage': VersionStage ?? CURRENT }),
  }
}
