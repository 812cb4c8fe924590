import type { Logger } from '@towpath/base'
import { createStore } from './create-store.ts'
import { type DatabaseLocation, openBackend } from './dialects/index.ts'
import type { Store } from './store.ts'

/** Where the database is, and where to tell what cannot be answered to anybody. */
export interface StoreOptions extends DatabaseLocation {
  log: Logger
}

/**
 * Opens the database of a control plane: PostgreSQL at `url`, otherwise SQLite in `folder`. Call `migrate` before use.
 * Rejects with a `UsageError` when neither is given or the URL is of another kind.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  return createStore(await openBackend(options, options.log), options.log)
}
