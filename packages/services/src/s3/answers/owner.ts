import { createHash } from 'node:crypto'

/** The canonical user that stands for an account in answers: 64 hex digits, always the same for one account. */
export function ownerOf(account: string): { ID: string } {
  return { ID: createHash('sha256').update(`towpath canonical user ${account}`).digest('hex') }
}
