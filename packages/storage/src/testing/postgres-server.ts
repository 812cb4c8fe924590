import { execFileSync, spawn } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** Environment variable that names the folder of the run's server. */
export const POSTGRES_FOLDER = 'TOWPATH_TEST_POSTGRES_FOLDER'

const LONGEST_START_MS = 60_000

/** Where PostgreSQL's programs are: as Debian installs them (the latest), or wherever `pg_config` says. */
export function postgresPrograms(): string | undefined {
  const debian = globSync('/usr/lib/postgresql/*/bin/postgres').map((path) => join(path, '..'))
  const latest = debian.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1)
  return latest ?? configuredPrograms()
}

function configuredPrograms(): string | undefined {
  try {
    const folder = execFileSync('pg_config', ['--bindir'], { encoding: 'utf8', stdio: 'pipe' }).trim()
    return existsSync(join(folder, 'postgres')) ? folder : undefined
  } catch {
    return undefined
  }
}

/** Whom to run it as: PostgreSQL refuses to be run by root. */
export function postgresUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: 'pipe' }))
  return { uid: id('-u'), gid: id('-g') }
}

/** Undefined when it can be run here. */
export function whyNoPostgres(): string | undefined {
  if (!postgresPrograms()) return 'PostgreSQL is not installed (Debian: apt-get install postgresql)'
  try {
    postgresUser()
    return undefined
  } catch {
    return 'there is no user "postgres" to run it as'
  }
}

/** URL of `database` on the run's server, which is started if it is not running yet. */
export async function serverUrl(folder: string, database: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const lock = await open(join(folder, 'starting'), 'wx').catch(() => undefined)
  if (lock) {
    await lock.close()
    startKeeper(folder)
  }
  const until = performance.now() + LONGEST_START_MS
  while (!existsSync(join(folder, 'ready'))) {
    if (performance.now() > until) throw new Error(`PostgreSQL did not start:\n${serverLog(folder)}`)
    await delay(50)
  }
  return `postgres://towpath@localhost/${database}?host=${encodeURIComponent(join(folder, 'data'))}`
}

/** The keeper outlives the test file that needed the server first, but not the run. */
function startKeeper(folder: string): void {
  const program = fileURLToPath(new URL('postgres-keeper.ts', import.meta.url))
  spawn(process.execPath, [program, folder, String(process.ppid)], { detached: true, stdio: 'ignore' }).unref()
}

/** Does nothing when no test needed the server. */
export async function stopServer(folder: string): Promise<void> {
  if (!existsSync(join(folder, 'ready'))) return
  const keeper = Number(readFileSync(join(folder, 'ready'), 'utf8'))
  process.kill(keeper, 'SIGTERM')
  const until = performance.now() + LONGEST_START_MS
  while (existsSync(folder) && performance.now() < until) await delay(20)
}

function serverLog(folder: string): string {
  const path = join(folder, 'log')
  return existsSync(path) ? readFileSync(path, 'utf8') : '(it wrote no log)'
}
