import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { DatabaseLocation } from '../dialects/index.ts'
import { POSTGRES_FOLDER, serverUrl } from './postgres-server.ts'

/** An empty database for one test. */
export interface TestDatabase extends AsyncDisposable {
  /** To be handed to `openStore`, as often as wanted and from any process. */
  location: DatabaseLocation
}

/** A database product, so that one test file can run on each: `describe.each(databases)('... on $name', ...)`. */
export interface DatabaseKind {
  name: 'sqlite' | 'postgres'
  create(): Promise<TestDatabase>
}

export const sqlite: DatabaseKind = {
  name: 'sqlite',
  async create() {
    const folder = await mkdtemp(join(tmpdir(), 'towpath-store-'))
    return { location: { folder }, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
  },
}

const postgres: DatabaseKind = {
  name: 'postgres',
  async create() {
    const folder = process.env[POSTGRES_FOLDER] ?? ''
    const name = `test_${randomUUID().replaceAll('-', '')}`
    const admin = await serverUrl(folder, 'postgres')
    await command(admin, `create database ${name}`)
    return {
      location: { url: await serverUrl(folder, name) },
      [Symbol.asyncDispose]: () => command(admin, `drop database ${name} with (force)`),
    }
  },
}

async function command(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(sql)
  await client.end()
}

/** Those that can be used here: PostgreSQL only below vitest, and only where it is installed (`postgres-setup.ts`). */
export const databases: DatabaseKind[] = process.env[POSTGRES_FOLDER] ? [sqlite, postgres] : [sqlite]
