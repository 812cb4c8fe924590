import type { Clock, SealingKey } from '@towpath/base'
import type { Store } from '@towpath/storage'
import { findPolicyDocument } from '../managed-policies/find.ts'
import { type PolicyCache, policyCache } from '../policy/policy-cache.ts'
import type { Role, User } from '../rules/entities.ts'
import type { AccessKey } from '../state/access-keys.ts'
import type { ServiceCredential } from '../state/service-credentials.ts'
import { type IamState, iamState } from '../state/state.ts'
import { remembered } from './remembered.ts'
import { loadSubject, type Subject } from './subject.ts'

/**
 * Identities as requests need them: looked up for every request, so remembered by this process until something of IAM
 * changes.
 */
export interface Directory {
  accessKey(id: string): Promise<(AccessKey & { secret: string }) | undefined>
  serviceCredential(userName: string): Promise<ServiceCredential | undefined>
  user(account: string, id: string): Promise<Subject<User> | undefined>
  role(account: string, name: string): Promise<Subject<Role> | undefined>
  /** The document of a managed policy. */
  policyDocument(account: string, arn: string): Promise<string | undefined>
  policies: PolicyCache
  /** To be called when a change was committed by this process. */
  invalidate(): void
}

export function createDirectory({
  store,
  clock,
  sealing,
}: {
  store: Store
  clock: Clock
  sealing: SealingKey
}): Directory {
  const memory = remembered(store, clock)
  const policies = policyCache()
  const stateOf = (account: string): IamState => iamState(store.db, account, sealing)

  return {
    policies,
    invalidate: memory.invalidate,
    accessKey: (id) => memory.get(`key ${id}`, () => stateOf('').accessKeys.findWithSecret(id)),
    serviceCredential: (userName) =>
      memory.get(`credential ${userName}`, () => stateOf('').serviceCredentials.findByUserName(userName)),
    user: (account, id) =>
      memory.get(`user ${account} ${id}`, async () => {
        const state = stateOf(account)
        const user = await state.users.findById(id)
        return user && loadSubject(state, policies, user)
      }),
    role: (account, name) =>
      memory.get(`role ${account} ${name}`, async () => {
        const state = stateOf(account)
        const role = await state.roles.find(name)
        return role && loadSubject(state, policies, role)
      }),
    policyDocument: (account, arn) =>
      memory.get(`policy ${account} ${arn}`, () => findPolicyDocument(stateOf(account), arn)),
  }
}
