import { timingSafeEqual } from 'node:crypto'

/**
 * Whether two secrets are the same, in a time that does not tell how much of one was right. Nothing is no secret: two that
 * are empty are not the same.
 */
export function sameSecret(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)]
  return left.length > 0 && left.length === right.length && timingSafeEqual(left, right)
}
