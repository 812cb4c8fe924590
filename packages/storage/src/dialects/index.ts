import { UsageError } from '@towpath/base'
import type { Backend } from './backend.ts'
import { openSqlite } from './sqlite/open.ts'

/** Where the database is. */
export interface DatabaseLocation {
  /** `postgres://user@host:port/database`. */
  url?: string
  /** Folder for an SQLite database; made when there is none. */
  folder?: string
}

/** Opens the database that `location` names; a `url` comes before a `folder`. */
export async function openBackend(location: DatabaseLocation): Promise<Backend> {
  if (location.url !== undefined) throw new UsageError(`Cannot open database: unknown kind of URL`)
  if (location.folder !== undefined) return openSqlite(location.folder)
  throw new UsageError('Cannot open database: neither a URL nor a folder is given')
}
