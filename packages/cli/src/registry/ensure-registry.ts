import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { systemClock, UsageError } from '@towpath/base'
import { replaceFile } from '@towpath/server/data-folder/open.ts'
import { freePort } from '../demo/ports.ts'
import { type Io, tell } from '../io.ts'
import { type Registry, runRegistry } from './run-registry.ts'
import { isYes, REGISTRY_PORT, registryWanted } from './wanted.ts'
import { registryWay } from './ways.ts'

/** How long a question stands before nothing is taken for a yes, in milliseconds. */
const ANSWER_LIMIT = 30_000
const SETTINGS = 'settings.json'

interface Settings {
  wanted?: boolean
  port?: number
}

/** Runs a registry below the data folder, where one is wanted; remembers what was said, and its port. */
export async function ensureRegistry(
  dataFolder: string,
  asked: boolean | undefined,
  io: Io,
): Promise<Registry | undefined> {
  const folder = join(dataFolder, 'registry')
  const before = await readSettings(folder)
  const way = await registryWay()
  const terminal = Boolean(io.stdin.isTTY && io.stdout.isTTY)
  const decided = registryWanted({ asked, remembered: before.wanted, possible: way !== undefined, terminal })
  const wanted = decided === 'ask' ? await ask(io) : decided
  if (!way) return undefined
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if (!wanted) {
    await replaceFile(folder, SETTINGS, JSON.stringify({ ...before, wanted }))
    return undefined
  }
  // The images that are deployed are named with the port: it stays as long as it is free.
  const port = await freePort(before.port ?? REGISTRY_PORT, new Set())
  const registry = await runRegistry(way, { folder, port, clock: systemClock, signal: io.signal })
  await replaceFile(folder, SETTINGS, JSON.stringify({ wanted, port }))
  return registry
}

async function ask(io: Io): Promise<boolean> {
  // Without line editing: Ctrl-C is the process's own to deal with.
  const lines = createInterface({ input: io.stdin, output: io.stderr, terminal: false })
  const signal = AbortSignal.any([io.signal, AbortSignal.timeout(ANSWER_LIMIT)])
  try {
    return isYes(
      await lines.question('  Run a registry for images on this machine (127.0.0.1 only)? [Y/n] ', { signal }),
    )
  } catch {
    if (io.signal.aborted) throw new UsageError('Stopped before the sample was set up')
    // Nobody answered.
    tell(io, '')
    return true
  } finally {
    lines.close()
  }
}

async function readSettings(folder: string): Promise<Settings> {
  try {
    const { wanted, port } = JSON.parse(await readFile(join(folder, SETTINGS), 'utf8'))
    return {
      wanted: typeof wanted === 'boolean' ? wanted : undefined,
      port: Number.isInteger(port) && port > 0 && port < 64_000 ? port : undefined,
    }
  } catch {
    // There was no earlier start, or it was cut off.
    return {}
  }
}
