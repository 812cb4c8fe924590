import { AsyncLocalStorage } from 'node:async_hooks'
import type { Logger } from '@towpath/base'
import { blobReferenceTables } from './blobs/references.ts'
import type { Backend, Work } from './dialects/backend.ts'
import { migrate } from './migrate.ts'
import { Notifications } from './notifications.ts'
import type { RoomSchema, Store } from './store.ts'

const ownSchema: RoomSchema = { room: 'storage', migrations: [blobReferenceTables] }

/** A new index on a large table takes its time. */
const LONGEST_MIGRATION_MS = 60 * 60 * 1000

/** What is known while the work of a transaction runs. */
interface Scope {
  over: boolean
  /** To be sent when it is committed. */
  notifications: Array<[channel: string, payload: string]>
}

/** Puts a {@link Store} together from what a database offers. */
export function createStore(backend: Backend, log: Logger): Store {
  const scopes = new AsyncLocalStorage<Scope>()
  const notifications = new Notifications(backend, log)

  const currentScope = () => {
    const scope = scopes.getStore()
    return scope && !scope.over ? scope : undefined
  }

  async function transaction<T>(work: Work<T>, longestMs?: number): Promise<T> {
    // On SQLite it would wait for itself for ever.
    if (currentScope()) throw new Error('A transaction was begun inside a transaction: hand the inner part the `db`')
    let scope: Scope | undefined
    // Transactions wait in one queue; each runs with what its own caller knows (AsyncLocalStorage), not its predecessor's.
    const asCaller = AsyncLocalStorage.snapshot()
    const value = await backend.transaction((db) => {
      // A new one each time: an attempt that was not committed has nothing to tell.
      const begun: Scope = { over: false, notifications: [] }
      scope = begun
      return asCaller(() => scopes.run(begun, () => work(db))).finally(() => {
        begun.over = true
      })
    }, longestMs)
    for (const [channel, payload] of scope?.notifications ?? []) notifications.send(channel, payload)
    return value
  }

  return {
    dialect: backend.dialect,
    db: backend.reader,
    transaction: (work) => transaction(work),
    migrate: (rooms) =>
      backend.exclusively(() => transaction((db) => migrate(db, [ownSchema, ...rooms]), LONGEST_MIGRATION_MS)),
    notify(channel, payload) {
      const scope = currentScope()
      if (scope) scope.notifications.push([channel, payload])
      else notifications.send(channel, payload)
    },
    listen: (channel, listener) => notifications.listen(channel, listener),
    async close() {
      notifications.close()
      await backend.close()
    },
  }
}
