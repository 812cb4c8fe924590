import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseLocation } from '../dialects/index.ts'

/** An empty database for one test. */
export interface TestDatabase extends AsyncDisposable {
  /** To be handed to `openStore`, as often as wanted and from any process. */
  location: DatabaseLocation
}

/** A database product, so that one test file can run on each: `describe.each(databases)('$name', ...)`. */
export interface DatabaseKind {
  name: 'sqlite' | 'postgres'
  create(): Promise<TestDatabase>
}

const sqlite: DatabaseKind = {
  name: 'sqlite',
  async create() {
    const folder = await mkdtemp(join(tmpdir(), 'towpath-store-'))
    return { location: { folder }, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
  },
}

export const databases: DatabaseKind[] = [sqlite]
