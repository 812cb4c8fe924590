import type { UpdateSecretVersionStageRequest, UpdateSecretVersionStageResponse } from '@aws-sdk/client-secrets-manager'
import { operation } from '@towpath/wire'
import { onSecret } from '../access.ts'
import { currentMustStay, stageHeld, stageMismatch, versionNotFound } from '../errors.ts'
import { arnOf, usableSecret } from '../lookup.ts'
import { setStages } from '../put-version.ts'
import type { Room } from '../room.ts'
import { CURRENT, type Staged, withStages } from '../rules/stages.ts'

/** A label is moved only by who says where it is (documented). */
export const updateSecretVersionStage = operation<
  UpdateSecretVersionStageRequest,
  UpdateSecretVersionStageResponse,
  Room
>('UpdateSecretVersionStage', {
  kind: 'write',
  access: async (input, ctx) => [
    await onSecret('UpdateSecretVersionStage', ctx, input.SecretId, {
      'secretsmanager:VersionStage': input.VersionStage ?? '',
    }),
  ],
  async run({ SecretId, VersionStage: stage = '', RemoveFromVersionId: from, MoveToVersionId: to }, ctx) {
    const secret = await usableSecret(ctx, SecretId)
    const versions: Staged[] = (await ctx.versions.of(secret.id)).map(({ id, stages }) => ({ id, stages }))
    for (const id of [from, to]) {
      if (id !== undefined && !versions.some((version) => version.id === id)) throw versionNotFound(id)
    }
    const holder = versions.find(({ stages }) => stages.includes(stage))
    if (from !== undefined && holder?.id !== from) throw stageMismatch(from, stage)
    if (to !== undefined && holder && holder.id !== to && from === undefined) throw stageHeld(stage, holder.id)
    if (to === undefined && from !== undefined && stage === CURRENT) throw currentMustStay()

    await setStages(ctx, secret, to === undefined ? without(versions, stage, from) : withStages(versions, to, [stage]))
    await ctx.secrets.save({ ...secret, changedAt: ctx.clock.now() })
    return { ARN: arnOf(ctx, secret), Name: secret.name }
  },
})

const without = (versions: Staged[], stage: string, from: string | undefined) =>
  versions.map(({ id, stages }) => ({ id, stages: id === from ? stages.filter((each) => each !== stage) : stages }))
