import type { GetSecretValueResponse, SecretListEntry } from '@aws-sdk/client-secrets-manager'
import { arnOf } from '../lookup.ts'
import type { Ctx } from '../room.ts'
import type { Secret } from '../state/secrets.ts'
import type { Version } from '../state/versions.ts'

/** All but the values. */
export function secretAnswer(ctx: Ctx, secret: Secret, versions: Version[]) {
  const staged = versions.filter(({ stages }) => stages.length > 0).map(({ id, stages }) => [id, stages] as const)
  return {
    ARN: arnOf(ctx, secret),
    Name: secret.name,
    Description: secret.description,
    LastChangedDate: new Date(secret.changedAt),
    DeletedDate: secret.deletedAt === undefined ? undefined : new Date(secret.goneAt ?? secret.deletedAt),
    Tags: Object.entries(secret.tags).map(([Key, Value]) => ({ Key, Value })),
    CreatedDate: new Date(secret.createdAt),
    stages: Object.fromEntries(staged),
  }
}

export function listEntry(ctx: Ctx, secret: Secret, versions: Version[]): SecretListEntry {
  const { stages, ...rest } = secretAnswer(ctx, secret, versions)
  return { ...rest, SecretVersionsToStages: stages }
}

export function valueAnswer(ctx: Ctx, secret: Secret, version: Version): GetSecretValueResponse {
  const value = ctx.versions.open(version)
  return {
    ARN: arnOf(ctx, secret),
    Name: secret.name,
    VersionId: version.id,
    ...('string' in value
      ? { SecretString: value.string }
      : { SecretBinary: new Uint8Array(Buffer.from(value.binary, 'base64')) }),
    VersionStages: version.stages,
    CreatedDate: new Date(version.createdAt),
  }
}
