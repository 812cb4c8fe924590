import type { InstanceCredentials } from '../ports/ports.ts'
import { isoTime } from './tree.ts'
import type { MetadataView } from './view.ts'

/** Credentials that an instance can use, or why there are none. */
export type Credentials = Awaited<ReturnType<InstanceCredentials>>

/** Milliseconds before their end from which on credentials are replaced by new ones: half an hour. */
const FRESH_ENOUGH = 30 * 60_000

/**
 * Hands the same credentials out again for as long as they have at least half an hour to live, so that clients which
 * fetch new ones shortly before the end always get some. Another profile or role means other credentials at once.
 */
export class CredentialCache {
  readonly #fetch: InstanceCredentials
  readonly #kept = new Map<string, { key: string; credentials: Credentials & { expiration: number } }>()

  constructor(fetch: InstanceCredentials) {
    this.#fetch = fetch
  }

  async get({ instance, profile }: MetadataView, now: number): Promise<Credentials> {
    if (!profile) return { refused: 'no-profile', message: `${instance.id} has no instance profile` }
    const key = `${profile.id} ${profile.role?.arn}`
    const kept = this.#kept.get(instance.id)
    if (kept?.key === key && kept.credentials.expiration - now > FRESH_ENOUGH) return kept.credentials
    const asked = { instanceProfileArn: profile.arn, instanceId: instance.id, region: instance.region, now }
    const credentials = await this.#fetch(asked)
    if ('refused' in credentials) this.#kept.delete(instance.id)
    else this.#kept.set(instance.id, { key, credentials })
    return credentials
  }

  forget(instanceId: string): void {
    this.#kept.delete(instanceId)
  }
}

/** As the metadata service writes them. A role that cannot be had has a code other than Success (observed). */
export function metadataCredentials(credentials: Credentials, now: number): string {
  const answer =
    'refused' in credentials
      ? { Code: 'AssumeRoleUnauthorizedAccess', Message: credentials.message, LastUpdated: isoTime(now) }
      : {
          Code: 'Success',
          LastUpdated: isoTime(now),
          Type: 'AWS-HMAC',
          AccessKeyId: credentials.accessKeyId,
          SecretAccessKey: credentials.secretAccessKey,
          Token: credentials.sessionToken,
          Expiration: isoTime(credentials.expiration),
        }
  return JSON.stringify(answer, null, 2)
}

/** As the endpoint for containers writes them. */
export function containerCredentials(credentials: Credentials, roleArn: string | undefined): string {
  if ('refused' in credentials) return JSON.stringify({ code: credentials.refused, message: credentials.message })
  return JSON.stringify({
    RoleArn: roleArn,
    AccessKeyId: credentials.accessKeyId,
    SecretAccessKey: credentials.secretAccessKey,
    Token: credentials.sessionToken,
    Expiration: isoTime(credentials.expiration),
  })
}
