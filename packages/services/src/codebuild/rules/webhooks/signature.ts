import { createHmac } from 'node:crypto'
import { sameSecret } from '@towpath/base'

/** Whether a body was signed with `secret`: `given` is what `X-Hub-Signature-256` says. Takes the same time for every wrong one. */
export function isSigned(body: Uint8Array, given: unknown, secret: string): boolean {
  // With nothing for a key, anybody can sign.
  if (typeof given !== 'string' || secret === '') return false
  return sameSecret(given, `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`)
}
