import { type Logger, UsageError } from '@towpath/base'
import type { Backend } from './backend.ts'
import { openSqlite } from './sqlite/open.ts'

/** Where the database is. */
export interface DatabaseLocation {
  /** `postgres://user:password@host:port/database`. */
  url?: string
  /** Folder for an SQLite database; made when there is none. */
  folder?: string
}

/** Opens the database that `location` names; a `url` comes before a `folder`. */
export async function openBackend(location: DatabaseLocation, log: Logger): Promise<Backend> {
  if (location.url !== undefined) return openUrl(location.url, log)
  if (location.folder !== undefined) return openSqlite(location.folder)
  throw new UsageError('Cannot open database: neither a URL nor a folder is given')
}

async function openUrl(url: string, log: Logger): Promise<Backend> {
  const scheme = URL.parse(url)?.protocol
  if (scheme !== 'postgres:' && scheme !== 'postgresql:') {
    // Not quoted: it may hold a password.
    throw new UsageError('Cannot open database: its URL must begin with postgres://')
  }
  // Loaded when needed: most run on SQLite and need not pay for it.
  const { openPostgres } = await import('./postgres/open.ts')
  return openPostgres(url, log)
}
