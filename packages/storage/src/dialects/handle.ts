import {
  type DatabaseConnection,
  type DatabaseIntrospector,
  type DialectAdapter,
  type Driver,
  Kysely,
  type QueryCompiler,
} from 'kysely'
import type { Database } from '../store.ts'

/** How one database product spells things. */
export interface Grammar {
  createAdapter(): DialectAdapter
  createQueryCompiler(): QueryCompiler
  createIntrospector(db: Kysely<unknown>): DatabaseIntrospector
}

/**
 * A handle whose every query goes to `connection`. Cheap (about a microsecond): each transaction gets one of its own.
 *
 * Kysely's own transactions are refused: they would know neither group commit nor retries.
 */
export function handleOn(connection: DatabaseConnection, grammar: Grammar): Database {
  return new Kysely({ dialect: { ...grammar, createDriver: () => new OneConnection(connection) } })
}

class OneConnection implements Driver {
  readonly #connection: DatabaseConnection

  constructor(connection: DatabaseConnection) {
    this.#connection = connection
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection
  }

  async releaseConnection(): Promise<void> {}

  async beginTransaction(): Promise<void> {
    throw new Error('Transactions are run by Store.transaction, not by the handle it hands out')
  }

  async commitTransaction(): Promise<void> {}

  async rollbackTransaction(): Promise<void> {}

  /** The store, which opened the connection, closes it. */
  async destroy(): Promise<void> {}
}
