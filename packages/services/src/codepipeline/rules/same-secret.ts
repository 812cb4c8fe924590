import { timingSafeEqual } from 'node:crypto'

/** Whether two secrets are the same, in a time that does not tell how much of one was right. */
export function sameSecret(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)]
  return left.length === right.length && timingSafeEqual(left, right)
}
