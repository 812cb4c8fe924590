import { createHmac, timingSafeEqual } from 'node:crypto'

/** Whether a body was signed with `secret`: `given` is what `X-Hub-Signature-256` says. Takes the same time for every wrong one. */
export function isSigned(body: Uint8Array, given: unknown, secret: string): boolean {
  if (typeof given !== 'string' || secret === '') return false
  const wanted = Buffer.from(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`)
  const sent = Buffer.from(given)
  return sent.length === wanted.length && timingSafeEqual(sent, wanted)
}
