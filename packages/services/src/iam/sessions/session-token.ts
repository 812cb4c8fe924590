import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { BASE32, type Ids, type SealingKey } from '@towpath/base'
import type { Principal } from '@towpath/wire'

/**
 * All that is known of a temporary credential. It travels in its session token, sealed, and nowhere else: nothing of
 * it is kept here, so any number of them cost nothing and a restart forgets none. What the principal may do is not in
 * it but read when it is asked for, so a changed or deleted role is felt at once.
 */
export interface SessionClaims {
  accessKeyId: string
  secretAccessKey: string
  principal: Pick<Principal, 'account' | 'arn' | 'userId' | 'name'> & { type: 'root' | 'user' | 'assumed-role' }
  session: NonNullable<Principal['session']> & {
    /** Managed policies that limit the session too, by ARN: their documents are read when they are needed. */
    policyArns: string[]
  }
}

/** What a caller is handed. */
export interface TemporaryCredentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken: string
  /** Milliseconds since the epoch. */
  expiration: number
}

const PURPOSE = 'iam.session-token'
const SECRET_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
/** More than a token that was given out ever unpacks to. */
const LARGEST_CLAIMS = 256 * 1024

export function newSecretAccessKey(ids: Ids): string {
  return ids.random(40, SECRET_ALPHABET)
}

/** Makes the credentials of a session. */
export function issueSession(
  { ids, sealing }: { ids: Ids; sealing: SealingKey },
  { principal, session }: Pick<SessionClaims, 'principal' | 'session'>,
): TemporaryCredentials {
  const accessKeyId = `ASIA${ids.random(16, BASE32)}`
  const secretAccessKey = newSecretAccessKey(ids)
  const claims: SessionClaims = { accessKeyId, secretAccessKey, principal, session }
  // Policies are wordy, and the token has to fit into a header.
  const packed = deflateRawSync(JSON.stringify(claims)).toString('base64')
  return { accessKeyId, secretAccessKey, sessionToken: sealing.seal(packed, PURPOSE), expiration: session.expiresAt }
}

/** What is in a session token; undefined when this control plane did not make it. */
export function openSession(sealing: SealingKey, sessionToken: string): SessionClaims | undefined {
  const packed = sealing.open(sessionToken, PURPOSE)
  if (packed === undefined) return undefined
  const text = inflateRawSync(Buffer.from(packed, 'base64'), { maxOutputLength: LARGEST_CLAIMS }).toString('utf8')
  return JSON.parse(text)
}

/** Bytes that session policies and tags may take once packed: it keeps the token within what headers hold. */
const PACKED_LIMIT = 2048

/**
 * How much of what a session may carry its policies and tags take, in percent: STS's PackedPolicySize. STS packs by a
 * way of its own, so the number is ours; over 100 is refused as STS refuses it.
 */
export function packedPolicySize(session: Pick<SessionClaims['session'], 'policies' | 'policyArns' | 'tags'>): number {
  const { policies, policyArns, tags } = session
  if (policies.length + policyArns.length + Object.keys(tags).length === 0) return 0
  const bytes = deflateRawSync(JSON.stringify([policies.map(compact), policyArns, tags])).length
  return Math.ceil((bytes / PACKED_LIMIT) * 100)
}

function compact(document: string): string {
  return JSON.stringify(JSON.parse(document))
}
