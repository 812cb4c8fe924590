import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely'
import { PostgresAdapter, PostgresIntrospector } from 'kysely'
import pg from 'pg'
import type { Grammar } from '../handle.ts'
import { PortablePostgresQueryCompiler } from './query-compiler.ts'

export const grammar: Grammar = {
  createAdapter: () => new PostgresAdapter(),
  createQueryCompiler: () => new PortablePostgresQueryCompiler(),
  createIntrospector: (db) => new PostgresIntrospector(db),
}

/** Where queries go: one connection, or whichever of a pool is free. */
type Queryable = Pick<pg.ClientBase, 'query'>

const CHANGES = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE'])

/** How long a single read, or the begin or end of a transaction, may take before its connection counts as dead. */
const LONGEST_MS = 60_000

/** The driver knows the last member, its types do not. */
type Query = pg.QueryConfig & { query_timeout?: number }

async function execute<R>(queryable: Queryable, query: CompiledQuery, timeout?: number): Promise<QueryResult<R>> {
  const request: Query = { text: query.sql, values: [...query.parameters], query_timeout: timeout }
  const { command, rowCount, rows } = await queryable.query(request)
  return CHANGES.has(command) ? { rows, numAffectedRows: BigInt(rowCount ?? 0) } : { rows }
}

// biome-ignore lint/correctness/useYield: it only refuses
async function* refuseToStream(): AsyncIterableIterator<never> {
  throw new Error('Streaming queries are not supported: read page by page')
}

/** For reads outside a transaction: each query takes a connection of its own. */
export function poolConnection(pool: pg.Pool): DatabaseConnection {
  return { executeQuery: (query) => execute(pool, query, LONGEST_MS), streamQuery: refuseToStream }
}

/** One connection. Queries that are given at once are sent one after the other, as the driver wants it. */
export function clientConnection(client: Queryable): DatabaseConnection {
  let last: Promise<unknown> = Promise.resolve()
  return {
    executeQuery<R>(query: CompiledQuery) {
      const mine = last.then(() => execute<R>(client, query))
      last = mine.catch(() => undefined)
      return mine
    },
    streamQuery: refuseToStream,
  }
}

/** Statements (or several, divided by semicolons) that begin or end something. */
export async function command(client: Queryable, text: string): Promise<void> {
  const request: Query = { text, query_timeout: LONGEST_MS }
  await client.query(request)
}

const INT8 = 20
const NUMERIC = 1700

/** Whole numbers, and sums of them, come back as numbers. */
export const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8 || oid === NUMERIC
      ? safeNumber
      : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
}

function safeNumber(text: string): number {
  const value = Number(text)
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) throw new RangeError(`${text} is too large for a number`)
  return value
}
