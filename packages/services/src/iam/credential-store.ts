import type { CredentialStore, Principal } from '@towpath/wire'
import type { IamDeps } from './deps.ts'
import { entityIdOf, rootPrincipal, userPrincipal } from './rules/principals.ts'
import { openSession, type SessionClaims } from './sessions/session-token.ts'

type Found = Awaited<ReturnType<CredentialStore['find']>>
type Deps = Pick<IamDeps, 'directory' | 'sealing' | 'clock' | 'rootKey' | 'account'>

/** Finds the secrets of access keys: root's, users', and those of sessions, which are in their tokens. */
export function credentialStore(deps: Deps): CredentialStore {
  const opened = openedTokens(deps)
  return {
    async find(accessKeyId, sessionToken) {
      if (sessionToken !== undefined) return ofSession(deps, accessKeyId, opened(sessionToken))
      if (accessKeyId === deps.rootKey.accessKeyId) {
        return { ...deps.rootKey, principal: { ...rootPrincipal(deps.account), accessKeyId } }
      }
      // A temporary key without its token is no key at all.
      return accessKeyId.startsWith('ASIA') ? { refused: 'token-mismatch' } : ofUser(deps, accessKeyId)
    },
  }
}

async function ofUser({ directory }: Deps, accessKeyId: string): Promise<Found> {
  const key = await directory.accessKey(accessKeyId)
  if (!key) return { refused: 'unknown' }
  if (key.status !== 'Active') return { refused: 'inactive' }
  const subject = await directory.user(key.account, key.userId)
  if (!subject) return { refused: 'unknown' }
  return { accessKeyId, secretAccessKey: key.secret, principal: { ...userPrincipal(subject.entity), accessKeyId } }
}

async function ofSession(deps: Deps, accessKeyId: string, claims: SessionClaims | undefined): Promise<Found> {
  if (claims?.accessKeyId !== accessKeyId) return { refused: 'token-mismatch' }
  if (claims.session.expiresAt <= deps.clock.now()) return { refused: 'expired' }
  const principal = await currentPrincipal(deps, claims)
  return principal ? { accessKeyId, secretAccessKey: claims.secretAccessKey, principal } : { refused: 'unknown' }
}

/** The session's principal, unless its user or role is gone; a namesake made since is somebody else. */
async function currentPrincipal({ directory }: Deps, claims: SessionClaims): Promise<Principal | undefined> {
  const { principal, accessKeyId } = claims
  const { policyArns, ...session } = claims.session
  const { account } = principal
  const id = entityIdOf(principal)
  if (principal.type === 'user') {
    const subject = await directory.user(account, id)
    // A user may have been renamed since.
    return subject && { ...userPrincipal(subject.entity), accessKeyId, session }
  }
  if (principal.type === 'assumed-role') {
    const subject = await directory.role(account, principal.name ?? '')
    if (subject?.entity.id !== id) return undefined
  }
  const policies = [...session.policies]
  for (const arn of policyArns) policies.push((await directory.policyDocument(account, arn)) ?? NOTHING)
  return { ...principal, accessKeyId, session: { ...session, policies } }
}

/** A session policy that was deleted allows nothing any more, and still limits. */
const NOTHING = '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}'

const MOST_OPENED = 5000

/** Opens tokens, remembering the last ones: a busy agent shows the same token for hours. */
function openedTokens({ sealing }: Deps): (token: string) => SessionClaims | undefined {
  const known = new Map<string, SessionClaims>()
  return (token) => {
    const before = known.get(token)
    if (before) return before
    const claims = openSession(sealing, token)
    if (!claims) return undefined
    if (known.size >= MOST_OPENED) known.clear()
    known.set(token, claims)
    return claims
  }
}
