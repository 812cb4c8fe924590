import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely'

/** Statements kept ready. Rooms have a few hundred; lists of varying length make more. */
const STATEMENTS_KEPT = 500

interface Prepared {
  statement: StatementSync
  returnsRows: boolean
}

/** One connection to a SQLite file, with its prepared statements. Queries run at once and to their end. */
export class SqliteConnection implements DatabaseConnection {
  readonly #database: DatabaseSync
  /** In order of last use. */
  readonly #prepared = new Map<string, Prepared>()

  constructor(path: string, pragmas: string[]) {
    this.#database = new DatabaseSync(path)
    for (const pragma of pragmas) this.#database.exec(`pragma ${pragma}`)
  }

  /** Whether a transaction is open. SQLite itself ends one on some errors (disk full, I/O). */
  get inTransaction(): boolean {
    return this.#database.isTransaction
  }

  /** A statement without parameters or result. */
  command(sql: string): void {
    this.#prepare(sql).statement.run()
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { statement, returnsRows } = this.#prepare(query.sql)
    const parameters = query.parameters as SQLInputValue[]
    if (returnsRows) return { rows: statement.all(...parameters) as R[] }
    return { rows: [], numAffectedRows: BigInt(statement.run(...parameters).changes) }
  }

  /** An open cursor would hold its connection to an old state of the database, so there are none. */
  // biome-ignore lint/correctness/useYield: it only refuses
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Streaming queries are not supported: read page by page')
  }

  close(): void {
    this.#prepared.clear()
    this.#database.close()
  }

  #prepare(sql: string): Prepared {
    const known = this.#prepared.get(sql)
    if (known) this.#prepared.delete(sql)
    const prepared = known ?? this.#compile(sql)
    this.#prepared.set(sql, prepared)
    const oldest = this.#prepared.keys().next()
    if (this.#prepared.size > STATEMENTS_KEPT && !oldest.done) this.#prepared.delete(oldest.value)
    return prepared
  }

  #compile(sql: string): Prepared {
    const statement = this.#database.prepare(sql)
    return { statement, returnsRows: statement.columns().length > 0 }
  }
}
