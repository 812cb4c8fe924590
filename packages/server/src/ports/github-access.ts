import type { SealingKey } from '@towpath/base'
import { type Etags, GithubRefusal, GithubRepository } from '@towpath/git/github/index.ts'
import { openConnection } from '@towpath/services/codeconnections/index.ts'
import type { Store } from '@towpath/storage'

export interface GithubAccess {
  store: Store
  sealing: SealingKey
  /** Base address of the API of the GitHub that is meant where no connection says another. */
  githubApi: string
  fetch: typeof globalThis.fetch
  /** Keeps what need not be sent again. */
  etags?: Etags
}

/** A repository of GitHub, opened with a connection or a token, if any. Rejects with a GithubRefusal. */
export async function githubRepository(
  access: GithubAccess,
  asked: { account: string; repository: string; connectionArn?: string; token?: string },
): Promise<GithubRepository> {
  const { account, repository, connectionArn, token } = asked
  const { fetch, githubApi, etags } = access
  if (connectionArn === undefined) return new GithubRepository({ api: githubApi, fetch, etags }, repository, token)
  const connection = await openConnection(access.store.db, access.sealing, { account, connectionArn })
  if (!('refused' in connection)) {
    return new GithubRepository({ api: connection.api ?? githubApi, fetch, etags }, repository, connection.token)
  }
  if (connection.refused === 'missing') throw new GithubRefusal('denied', `There is no connection ${connectionArn}.`)
  throw new GithubRefusal(
    'denied',
    `Connection ${connectionArn} is pending. Complete it: towpath github connect --connection ${connectionArn} < FILE`,
  )
}
