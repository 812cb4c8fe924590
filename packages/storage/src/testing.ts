import { silentLogger } from '@towpath/base'
import { openStore } from './open-store.ts'
import type { RoomSchema, Store } from './store.ts'
import { type DatabaseKind, databases, sqlite, type TestDatabase } from './testing/databases.ts'

export { type DatabaseKind, databases, sqlite, type TestDatabase }

/**
 * A migrated store of its own: on a real SQLite file unless `kind` says otherwise. `close`, or leaving the scope of
 * `await using`, removes the database as well.
 */
export async function temporaryStore(
  rooms: RoomSchema[] = [],
  kind: DatabaseKind = sqlite,
): Promise<Store & AsyncDisposable> {
  const database = await kind.create()
  const store = await openStore({ ...database.location, log: silentLogger })
  const close = async () => {
    await store.close()
    await database[Symbol.asyncDispose]()
  }
  await store.migrate(rooms)
  return { ...store, close, [Symbol.asyncDispose]: close }
}
