import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { POSTGRES_FOLDER, stopServer, whyNoPostgres } from './postgres-server.ts'

/**
 * For vitest's `globalSetup`: names the folder of the one PostgreSQL server that all test files share. The first test that
 * wants a database starts it; it is stopped at the end of the run.
 */
export async function setup(): Promise<() => Promise<void>> {
  const missing = whyNoPostgres()
  if (missing !== undefined) {
    if (process.env.CI === 'true') throw new Error(`Tests on PostgreSQL cannot be run: ${missing}`)
    process.stderr.write(`\n*** TESTS ON POSTGRESQL ARE SKIPPED: ${missing} ***\n\n`)
    return async () => undefined
  }
  const folder = join(tmpdir(), `towpath-pg-${randomUUID()}`)
  process.env[POSTGRES_FOLDER] = folder
  return () => stopServer(folder)
}
