import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomIds, sealingKey, silentLogger, systemClock } from '@towpath/base'
import { type CommitFiles, type GitRepositories, openRepositories } from '@towpath/git'
import { userGit } from '@towpath/git/testing.ts'
import { codecommitSchema } from '@towpath/services/codecommit/index.ts'
import type { RoomSchema, Store } from '@towpath/storage'
import { temporaryStore } from '@towpath/storage/testing.ts'
import type { Handler } from '../http/routes.ts'
import { findRoute } from '../http/routes.ts'
import type { GithubApiDeps } from './api.ts'
import { createDeliveries } from './deliveries.ts'
import { githubHandler } from './handler.ts'
import { githubSchema } from './state/schema.ts'

export interface GithubServer {
  url: string
  deps: GithubApiDeps
  store: Store
  repositories: GitRepositories
  /** Makes the embedded repository `towpath/NAME`; resolves with the id of its row. */
  embed(name: string): Promise<string>
  commit(name: string, commit: Partial<CommitFiles> & Pick<CommitFiles, 'changes'>): Promise<string>
  /** Makes those refs, all in one push. */
  push(name: string, commit: string, refs: string[]): Promise<void>
  /** Another handler on the same server. */
  mount(path: string, handler: Handler): void
  close(): Promise<void>
}

/** `/github` over HTTP, with a real store and real git; `reader:pw` may read, `writer:pw` may write as well. */
export async function githubServer(options: { delays?: number[]; schemas?: RoomSchema[] } = {}): Promise<GithubServer> {
  const folder = await mkdtemp(join(tmpdir(), 'towpath-github-'))
  const store = await temporaryStore([codecommitSchema, githubSchema, ...(options.schemas ?? [])])
  const repositories = openRepositories(folder)
  const sealing = sealingKey(Buffer.alloc(32, 7))
  const common = { store, repositories, sealing, clock: systemClock, ids: randomIds, log: silentLogger }
  const deps: GithubApiDeps = {
    ...common,
    async allow({ user, password, action }) {
      if (password !== 'pw') return { outcome: 'unknown' }
      const may = user === 'writer' || (user === 'reader' && action === 'pull')
      return may ? { outcome: 'allowed', name: user } : { outcome: 'refused', message: `${user} may not ${action}` }
    },
  }
  const deliveries = createDeliveries({ ...common, fetch, delays: options.delays })
  deliveries.start()
  const routes = [{ path: '/github/', handler: githubHandler(deps) }]
  const server = createServer((req, res) => void findRoute(routes, req.url ?? '')?.handler(req, res))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    deps,
    store,
    repositories,
    async embed(name) {
      const row = { id: randomIds.uuid(), account: '123456789012', region: 'us-east-1', owner: 'towpath', name }
      await store.transaction((db) =>
        db
          .withTables<{ codecommit_repositories: Record<string, unknown> }>()
          .insertInto('codecommit_repositories')
          .values({ ...row, created_at: 0, modified_at: 0 })
          .execute(),
      )
      await repositories.create(`towpath/${name}`)
      return row.id
    },
    commit(name, commit) {
      const author = { name: 'Ada', email: 'ada@example.test' }
      const defaults = { branch: 'main', parent: undefined, author, message: 'Hello', at: 5000 }
      return repositories.commitFiles(`towpath/${name}`, { ...defaults, ...commit })
    },
    async push(name, commit, refs) {
      const path = await repositories.folder(`towpath/${name}`)
      await repositories.watching(`towpath/${name}`, async () => {
        for (const ref of refs) await userGit(path, 'update-ref', ref, commit)
      })
    },
    mount: (path, handler) => void routes.push({ path, handler }),
    async close() {
      await deliveries.stop()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await store.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
