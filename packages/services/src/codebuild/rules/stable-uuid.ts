import { createHash } from 'node:crypto'

/** A UUID that follows from a text: for what is made once however often it is asked for. */
export function stableUuid(text: string): string {
  const digest = createHash('sha256').update(text).digest('hex')
  const variant = ((Number.parseInt(digest.slice(16, 18), 16) & 0x3f) | 0x80).toString(16)
  const parts = [digest.slice(0, 8), digest.slice(8, 12), `4${digest.slice(13, 16)}`, variant + digest.slice(18, 20)]
  return `${parts.join('-')}-${digest.slice(20, 32)}`
}
