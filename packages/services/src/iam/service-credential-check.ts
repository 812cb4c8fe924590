import { createHash, timingSafeEqual } from 'node:crypto'
import type { Principal } from '@towpath/wire'
import type { IamDeps } from './deps.ts'
import { hashPassword, passwordMatches } from './rules/password.ts'
import { userPrincipal } from './rules/principals.ts'

const MOST_VERIFIED = 1000

/**
 * Tells whose service-specific credential a user name and password are, for one service; undefined when they are
 * nobody's. Telling costs a slow hash; a password that was right once is known until it is changed, so that a git
 * client pays once and not for each of its requests.
 */
export function verifyServiceSpecificCredential({ directory }: Pick<IamDeps, 'directory'>) {
  /** Digest of the right password, by stored hash. */
  const verified = new Map<string, Buffer>()
  const decoy = hashPassword('')

  return async (userName: string, password: string, service: string): Promise<Principal | undefined> => {
    const credential = await directory.serviceCredential(userName)
    const usable = credential?.status === 'Active' && credential.service === service
    // An unknown user takes as long as a wrong password, so user names cannot be tried out.
    const stored = usable ? credential.passwordHash : await decoy
    const digest = createHash('sha256').update(password).digest()
    const known = verified.get(stored)
    const matches = (known && timingSafeEqual(known, digest)) || (await passwordMatches(password, stored))
    if (!usable || !matches) return undefined
    if (verified.size >= MOST_VERIFIED) verified.clear()
    verified.set(stored, digest)
    const subject = await directory.user(credential.account, credential.userId)
    return subject && userPrincipal(subject.entity)
  }
}
