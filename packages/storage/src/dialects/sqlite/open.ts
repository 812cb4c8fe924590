import { closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { UsageError } from '@towpath/base'
import { SqliteAdapter, SqliteIntrospector } from 'kysely'
import type { Backend } from '../backend.ts'
import { type Grammar, handleOn } from '../handle.ts'
import { runWork } from '../transaction-connection.ts'
import { SqliteConnection } from './connection.ts'
import { type BatchLimits, GroupCommit, type Writer } from './group-commit.ts'
import { StrictSqliteQueryCompiler } from './query-compiler.ts'

/** How long a transaction waits for one of another process. */
const LONGEST_WAIT_MS = 10_000

export const grammar: Grammar = {
  createAdapter: () => new SqliteAdapter(),
  createQueryCompiler: () => new StrictSqliteQueryCompiler(),
  createIntrospector: (db) => new SqliteIntrospector(db),
}

/** For both connections. LIKE tells case apart, as PostgreSQL's does. */
const PRAGMAS = ['busy_timeout = 10000', 'foreign_keys = on', 'case_sensitive_like = on', 'temp_store = memory']

/**
 * FULL: the log is on disk before a commit is acknowledged. A log that once grew large is cut back to 64 MiB.
 * Once it is open the writer does its waiting itself (see `begin`): SQLite's own stops the whole process.
 */
const WRITER_PRAGMAS = [
  ...PRAGMAS,
  'journal_mode = wal',
  'synchronous = full',
  'journal_size_limit = 67108864',
  'busy_timeout = 0',
]

/**
 * Opens (or makes) the SQLite database in `folder`. One connection writes; another reads, and sees only what is
 * committed. Several processes may have it open.
 */
export function openSqlite(folder: string, limits?: BatchLimits): Backend {
  const { writing, reading } = connect(folder)
  const commits = new GroupCommit(writerOn(writing), limits)

  return {
    dialect: 'sqlite',
    reader: handleOn(reading, grammar),
    transaction: (work, longestMs) => commits.transaction(work, longestMs),
    // A transaction keeps all other writers out already.
    exclusively: (work) => work(),
    async close() {
      await commits.idle()
      reading.close()
      writing.close()
    },
  }
}

function connect(folder: string): { writing: SqliteConnection; reading: SqliteConnection } {
  const path = join(folder, 'towpath.db')
  try {
    createPrivately(folder, path)
    const writing = new SqliteConnection(path, WRITER_PRAGMAS)
    return { writing, reading: new SqliteConnection(path, [...PRAGMAS, 'query_only = on']) }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new UsageError(`Cannot open database ${path}: ${reason}`, { cause })
  }
}

/** SQLite gives its further files the mode of the first. */
function createPrivately(folder: string, path: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  closeSync(openSync(path, 'a', 0o600))
}

function writerOn(connection: SqliteConnection): Writer {
  return {
    begin: () => begin(connection),
    command: (sql) => connection.command(sql),
    get inTransaction() {
      return connection.inTransaction
    },
    run: (work, longestMs) => runWork(work, connection, grammar, longestMs),
  }
}

/** Takes the write lock, and waits for it without stopping this process. */
async function begin(connection: SqliteConnection): Promise<void> {
  const until = performance.now() + LONGEST_WAIT_MS
  for (let pause = 1; ; pause = Math.min(pause * 2, 50)) {
    try {
      return connection.command('begin immediate')
    } catch (error) {
      if (!isBusy(error) || performance.now() > until) throw error
    }
    await delay(pause)
  }
}

/** SQLITE_BUSY, whatever its extended code. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5
}
