import { readFile } from 'node:fs/promises'
import type { Credentials, CredentialsProvider } from '@towpath/agent-link'
import type { Clock } from '@towpath/base/clock.ts'
import { jsonFields, type MetadataService, NoSuchMetadata } from './metadata-service.ts'

/** There are no credentials now; there may be some later. The message says what to do. */
export class NoCredentials extends Error {
  override readonly name = 'NoCredentials'
}

const ROLE_PATH = '/latest/meta-data/iam/security-credentials/'
/** Renewed that long before they expire: a request must not set off with credentials that end on the way. */
const RENEW_BEFORE_MS = 5 * 60_000
/** And looked up again after that time, because another role may have been put into the instance profile. */
const LOOK_AGAIN_MS = 5 * 60_000
const REREAD_FILE_MS = 30 * 60_000

/** Credentials of the role in the instance's profile. */
export function instanceProfileCredentials(metadata: MetadataService, clock: Clock): CredentialsProvider {
  return cached(clock, LOOK_AGAIN_MS, async () => {
    const role = await roleName(metadata)
    const fields = jsonFields(await metadata.get(`${ROLE_PATH}${encodeURIComponent(role)}`))
    const { Code, AccessKeyId, SecretAccessKey, Token, Expiration } = fields
    if (Code !== 'Success' || !AccessKeyId || !SecretAccessKey) {
      throw new NoCredentials(
        `No credentials for role ${role} of the instance profile (the metadata service says ${Code ?? 'nothing'}): ` +
          'check that the role exists and that its trust policy lets ec2.amazonaws.com assume it',
      )
    }
    const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: Token }
    return { credentials, expiresAt: Expiration === undefined ? undefined : Date.parse(Expiration) }
  })
}

async function roleName(metadata: MetadataService): Promise<string> {
  const listed = await metadata.get(ROLE_PATH).catch((error: unknown) => {
    if (error instanceof NoSuchMetadata) return ''
    throw error
  })
  const [role = ''] = listed.trim().split('\n')
  if (role !== '') return role
  throw new NoCredentials(
    'Missing credentials: this instance has no instance profile, so the agent cannot sign its requests. ' +
      'Attach one (aws ec2 associate-iam-instance-profile --instance-id ID --iam-instance-profile Name=NAME); ' +
      'the agent goes on by itself within seconds',
  )
}

export function staticCredentials(credentials: Credentials): CredentialsProvider {
  return async () => credentials
}

/** The `default` profile of a shared credentials file, which somebody else keeps up to date. */
export function sharedFileCredentials(file: string, clock: Clock): CredentialsProvider {
  return cached(clock, REREAD_FILE_MS, async () => {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new NoCredentials(`Missing credentials: cannot read ${file} (${error.code})`)
    })
    const profile = iniSection(text, 'default')
    const { aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey } = profile
    if (!accessKeyId || !secretAccessKey) {
      throw new NoCredentials(`Missing credentials: ${file} has no default profile with a key and a secret`)
    }
    return { credentials: { accessKeyId, secretAccessKey, sessionToken: profile.aws_session_token } }
  })
}

function iniSection(text: string, name: string): Record<string, string | undefined> {
  const values: Record<string, string> = {}
  let inside = false
  for (const line of text.split(/\r?\n/)) {
    const header = /^\s*\[\s*(.*?)\s*\]/.exec(line)
    if (header) inside = header[1] === name
    const pair = /^\s*([^#;=\s][^=\s]*)\s*=\s*(.*?)\s*$/.exec(line)
    if (inside && pair?.[1] !== undefined && pair[2] !== undefined) values[pair[1]] = pair[2]
  }
  return values
}

type Fetched = { credentials: Credentials; expiresAt?: number }

/** Keeps what was fetched until it is `maxAgeMs` old, nearly expired, or was refused. */
function cached(clock: Clock, maxAgeMs: number, fetch: () => Promise<Fetched>): CredentialsProvider {
  let current: { credentials: Credentials; until: number; expiresAt: number } | undefined
  let pending: Promise<Credentials> | undefined

  async function renew(): Promise<Credentials> {
    const now = clock.now()
    try {
      const { credentials, expiresAt = Number.POSITIVE_INFINITY } = await fetch()
      current = { credentials, expiresAt, until: Math.min(now + maxAgeMs, expiresAt - RENEW_BEFORE_MS) }
      return credentials
    } catch (error) {
      // A metadata service that hiccups is no reason to stop while what we have is good.
      if (!(error instanceof NoCredentials) && current && now < current.expiresAt) return current.credentials
      current = undefined
      throw error
    } finally {
      pending = undefined
    }
  }

  return async (options) => {
    if (current && !options?.fresh && clock.now() < current.until) return current.credentials
    pending ??= renew()
    return pending
  }
}
