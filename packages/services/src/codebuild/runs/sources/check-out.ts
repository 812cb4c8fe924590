import type { SealingKey } from '@towpath/base'
import type { Store } from '@towpath/storage'
import type { RoleCalls } from '../../ports/build-roles.ts'
import type { CheckoutRequest, SourceCheckout } from '../../ports/source-checkout.ts'
import { SourceCredentials } from '../../state/source-credentials.ts'
import type { Scope } from '../../state/tables.ts'
import { BuildFailure } from '../build-failure.ts'

export interface CheckOutDeps {
  store: Store
  sealing: SealingKey
  checkout: SourceCheckout
}

export interface CheckedOut {
  /** 40 hex digits. */
  resolvedVersion: string
  /** Clone URL. */
  repositoryUrl: string
}

/**
 * Checks a repository out as the build's role, with its connection or with what the account has stored for that kind of
 * host. Rejects with a BuildFailure.
 */
export async function checkOut(
  { store, sealing, checkout }: CheckOutDeps,
  { account, region }: Scope,
  role: RoleCalls,
  asked: Omit<CheckoutRequest, 'account' | 'region' | 'credentials' | 'may'>,
): Promise<CheckedOut> {
  const { type, connectionArn, location } = asked
  const hasStored = type !== 'CODECOMMIT' && connectionArn === undefined
  const credentials = hasStored
    ? await new SourceCredentials(store.db, { account, region }, sealing).open(type)
    : undefined
  const outcome = await checkout.checkout({ ...asked, account, region, credentials, may: role.may })
  if ('commitId' in outcome) return { resolvedVersion: outcome.commitId, repositoryUrl: location }
  throw new BuildFailure('GIT_CLONE_FAILED', `Git clone failed: ${outcome.message}`)
}
