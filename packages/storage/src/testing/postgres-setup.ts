import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { POSTGRES_FOLDER, stopServer, whyNoPostgres } from './postgres-server.ts'

/**
 * For vitest's `globalSetup`: makes room for the one PostgreSQL server that all test files share. The first test that
 * wants a database starts it; it is stopped at the end of the run.
 */
export async function setup(): Promise<() => Promise<void>> {
  const missing = whyNoPostgres()
  if (missing !== undefined) {
    if (process.env.CI === 'true') throw new Error(`Tests on PostgreSQL cannot be run: ${missing}`)
    process.stderr.write(`\n*** TESTS ON POSTGRESQL ARE SKIPPED: ${missing} ***\n\n`)
    return async () => undefined
  }
  const folder = await mkdtemp(join(tmpdir(), 'towpath-pg-'))
  process.env[POSTGRES_FOLDER] = folder
  return async () => {
    await stopServer(folder)
    await rm(folder, { recursive: true, force: true })
  }
}
