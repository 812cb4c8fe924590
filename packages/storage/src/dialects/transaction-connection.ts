import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely'
import type { Work } from './backend.ts'
import { type Grammar, handleOn } from './handle.ts'

/** How long one transaction may take. Far beyond what any needs: it keeps one that hangs from stopping all others. */
const LONGEST_MS = 30_000

/**
 * Runs `work` on a connection on which a transaction (or savepoint) has been opened. Commits nothing.
 *
 * Rejects when `work` does, when one of its statements failed (even if `work` swallowed the error: PostgreSQL has
 * given the transaction up by then, and every database shall behave alike), and when it takes too long.
 */
export async function runWork<T>(
  work: Work<T>,
  connection: DatabaseConnection,
  grammar: Grammar,
  longestMs = LONGEST_MS,
): Promise<T> {
  const guarded = new TransactionConnection(connection)
  try {
    const value = await within(longestMs, work(handleOn(guarded, grammar)))
    guarded.assertIntact()
    return value
  } finally {
    guarded.end()
  }
}

/** The connection as one transaction sees it: unusable after a failed statement, and after the transaction's end. */
class TransactionConnection implements DatabaseConnection {
  readonly #connection: DatabaseConnection
  #over = false
  #failure: { error: unknown } | undefined

  constructor(connection: DatabaseConnection) {
    this.#connection = connection
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    // Without this a statement that nobody awaited would land in somebody else's transaction.
    if (this.#over) throw new Error('This transaction is over: was one of its queries not awaited?')
    this.assertIntact()
    try {
      return await this.#connection.executeQuery<R>(query)
    } catch (error) {
      this.#failure ??= { error }
      throw error
    }
  }

  streamQuery<R>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<R>> {
    return this.#connection.streamQuery<R>(query, chunkSize)
  }

  /** Throws the error of the first statement that failed, if one did. */
  assertIntact(): void {
    if (this.#failure) throw this.#failure.error
  }

  end(): void {
    this.#over = true
  }
}

async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`A transaction took longer than ${ms} ms and was rolled back`)), ms)
    timer.unref()
  })
  try {
    return await Promise.race([promise, limit])
  } finally {
    clearTimeout(timer)
  }
}
