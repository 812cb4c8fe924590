import { createHmac, randomBytes } from 'node:crypto'
import { sameSecret } from '@towpath/base'

/** Longest time a token of the metadata service may be good for, in seconds (documented: six hours). */
export const LONGEST_TTL = 21_600

/**
 * Session tokens of the metadata service. Each belongs to one instance and carries its end, signed; nothing is kept.
 * After a restart of the control plane old ones are refused, and clients fetch a new one as they do after expiry.
 */
export class MetadataTokens {
  readonly #key = randomBytes(32)

  issue(instanceId: string, ttl: number, now: number): string {
    const end = String(now + ttl * 1000)
    return `${Buffer.from(end).toString('base64url')}.${this.#sign(instanceId, end)}`
  }

  isValid(instanceId: string, token: string, now: number): boolean {
    const [head = '', signature = ''] = token.split('.')
    const end = Buffer.from(head, 'base64url').toString()
    return sameSecret(signature, this.#sign(instanceId, end)) && Number(end) > now
  }

  #sign(instanceId: string, end: string): string {
    return createHmac('sha256', this.#key).update(`${instanceId}\n${end}`).digest('base64url')
  }
}
