import { createHmac } from 'node:crypto'
import { sameSecret } from '@towpath/base'

/** Header values as Node has them, by lower-case name. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>

/**
 * Whether a body was signed with the secret, as GitHub does it: `X-Hub-Signature-256`, or where that header is absent the
 * older `X-Hub-Signature` with SHA-1. Takes the same time whatever is wrong with the signature.
 */
export function isSigned(body: Uint8Array, headers: Headers, secret: string): boolean {
  // With nothing for a key, anybody can sign.
  if (secret === '') return false
  const newer = headers['x-hub-signature-256']
  if (newer !== undefined) return sameSecret(String(newer), `sha256=${hmac('sha256', body, secret)}`)
  const older = headers['x-hub-signature']
  return older !== undefined && sameSecret(String(older), `sha1=${hmac('sha1', body, secret)}`)
}

const hmac = (algorithm: string, body: Uint8Array, secret: string): string =>
  createHmac(algorithm, secret).update(body).digest('hex')
