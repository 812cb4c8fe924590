import type { Database, Store } from '../store.ts'

/** Work to be run in a transaction; see {@link Store.transaction}. */
export type Work<T> = (db: Database) => Promise<T>

/**
 * What one database product offers. `createStore` puts around it what is the same for all of them.
 *
 * To add a database: a folder beside this file that exports a function returning one of these, a line in `index.ts`.
 */
export interface Backend {
  readonly dialect: Store['dialect']
  /** Reads outside a transaction. */
  readonly reader: Database
  /**
   * Runs `work` as if no other transaction ran at the same time and resolves when its changes are on disk. May run it
   * again from the start. Answers, errors of `work` among them, are given only once what they rest on is durable.
   * Work that takes longer than `longestMs` (by default far beyond what any needs) is rolled back.
   */
  transaction<T>(work: Work<T>, longestMs?: number): Promise<T>
  /** Runs `work` while no other process does so on this database. */
  exclusively<T>(work: () => Promise<T>): Promise<T>
  /** Carries a notification to other processes. Best effort; absent where there are none. */
  publish?(channel: string, payload: string): void
  /** Hands over what other processes published, and nothing that this one did. */
  onPublished?(receive: (channel: string, payload: string) => void): void
  /** Waits for what was begun, then lets go of the database. */
  close(): Promise<void>
}
