import { type Logger, UsageError } from '@towpath/base'
import pg from 'pg'
import type { Backend } from '../backend.ts'
import { handleOn } from '../handle.ts'
import { Broadcast } from './broadcast.ts'
import { grammar, poolConnection, types } from './connection.ts'
import { Transactions } from './transactions.ts'

const OLDEST_VERSION = 15
/**
 * Transactions have connections of their own: one may read outside of itself (`Store.db`), and would wait for ever for a
 * connection if all were held by transactions that do so.
 */
const CONNECTIONS = { transactions: 10, reads: 6 }
/** Names the advisory lock for migrations; any number that nobody else uses in this database. */
const MIGRATION_LOCK = 7_469_017

/** Opens the PostgreSQL database at `url`. Rejects with a `UsageError` when it cannot be used, and says why. */
export async function openPostgres(url: string, log: Logger): Promise<Backend> {
  const config: pg.ClientConfig = {
    connectionString: url,
    application_name: 'towpath',
    connectionTimeoutMillis: 30_000,
    keepAlive: true,
    types,
  }
  const writing = openPool({ ...config, max: CONNECTIONS.transactions }, log)
  const reading = openPool({ ...config, max: CONNECTIONS.reads }, log)
  const broadcast = new Broadcast(reading, config, log)
  try {
    await check(reading, log)
    await broadcast.listen()
  } catch (error) {
    await Promise.allSettled([broadcast.close(), writing.end(), reading.end()])
    throw error instanceof UsageError ? error : cannotOpen(url, error)
  }
  const transactions = new Transactions(writing)

  return {
    dialect: 'postgres',
    reader: handleOn(poolConnection(reading), grammar),
    transaction: (work, longestMs) => transactions.run(work, longestMs),
    // The lock must not take a connection from the transaction that it is there for.
    exclusively: (work) => exclusively(reading, work),
    publish: (channel, payload) => broadcast.publish(channel, payload),
    onPublished: (receive) => broadcast.onReceived(receive),
    async close() {
      await transactions.idle()
      await broadcast.close()
      await Promise.all([writing.end(), reading.end()])
    },
  }
}

function openPool(config: pg.PoolConfig, log: Logger): pg.Pool {
  const pool = new pg.Pool(config)
  // Whoever uses a connection that breaks is told by a query that fails; unheard, the event would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined))
  // One that breaks while nobody uses it; the pool makes another.
  pool.on('error', (error) => log.warn({ err: error }, 'Connection to the database was lost'))
  return pool
}

/** The URL holds a password, so only its harmless parts are told. */
function cannotOpen(url: string, error: unknown): UsageError {
  const { hostname, port, pathname } = new URL(url)
  const reason = error instanceof Error ? error.message : String(error)
  return new UsageError(`Cannot open database "${pathname.slice(1)}" on "${hostname}:${port || 5432}": ${reason}`)
}

async function check(pool: pg.Pool, log: Logger): Promise<void> {
  const settings = await pool.query<{ name: string; setting: string }>(
    `select name, setting from pg_settings
     where name in ('server_version_num', 'server_encoding', 'fsync', 'synchronous_commit')`,
  )
  const { server_version_num, server_encoding, ...durability } = Object.fromEntries(
    settings.rows.map(({ name, setting }) => [name, setting]),
  )
  if (Number(server_version_num) < OLDEST_VERSION * 10_000) {
    throw new UsageError(`Cannot use PostgreSQL of version ${server_version_num}: ${OLDEST_VERSION} or later is needed`)
  }
  if (server_encoding !== 'UTF8') {
    throw new UsageError(`Cannot use a database in encoding ${server_encoding}: create it with encoding UTF8`)
  }
  if (Object.values(durability).includes('off')) {
    log.warn(durability, 'PostgreSQL is configured to lose acknowledged changes when the power goes away')
  }
}

/**
 * The lock is taken before the transaction begins: one that waited for it inside would go on with the picture of the
 * database it had before the wait.
 */
async function exclusively<T>(pool: pg.Pool, work: () => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let isSound = false
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    const value = await work()
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK])
    isSound = true
    return value
  } finally {
    // Closing the connection gives the lock back as well.
    client.release(!isSound)
  }
}
