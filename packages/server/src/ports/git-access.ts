import type { GitHttpPorts } from '@towpath/git'
import { arnOf, findByPath } from '@towpath/services/codecommit/index.ts'
import type { Store } from '@towpath/storage'
import type { Authorizer, Principal } from '@towpath/wire'

/** Who may do what with a repository over git: a service-specific credential, and what its user's policies allow. */
export function gitAccess(deps: {
  store: Store
  account: string
  region: string
  authorizer: Authorizer
  verify(user: string, password: string, service: string): Promise<Principal | undefined>
}): GitHttpPorts['allow'] {
  return async ({ user, password, repository, action }) => {
    const principal = await deps.verify(user, password, 'codecommit.amazonaws.com')
    if (!principal) return { outcome: 'unknown' }
    const [owner = '', name = ''] = repository.split('/')
    // Without a row the answer must not tell whether there is a repository, so the policies are asked all the same.
    const row = await findByPath(deps.store.db, owner, name)
    const resource = arnOf(row ?? deps, name)
    const permission = action === 'push' ? 'codecommit:GitPush' : 'codecommit:GitPull'
    const decision = await deps.authorizer.decide(principal, { action: permission, resource })
    if (decision.allowed) return { outcome: 'allowed', name: principal.name ?? 'root' }
    return {
      outcome: 'refused',
      message: `${principal.arn} is not authorized to perform: ${permission} on resource: ${resource}`,
    }
  }
}
