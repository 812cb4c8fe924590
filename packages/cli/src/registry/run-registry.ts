import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, UsageError } from '@towpath/base'
import { startProgram } from '@towpath/base/start-program.ts'
import { replaceFile } from '@towpath/server/data-folder/open.ts'
import { runCommand } from '../demo/container/command.ts'
import type { RegistryWay } from './ways.ts'

/** How long it may take to answer, and to end, in milliseconds. */
const READY_LIMIT = 15_000
const END_LIMIT = 5_000
/** As much of what it says as is kept, in characters. */
const SAID = 2000

/** A registry of container images that runs as long as the process that started it. */
export interface Registry extends AsyncDisposable {
  /** `127.0.0.1:PORT`: engines speak plain HTTP to registries on loopback. */
  address: string
}

/** Runs a registry on loopback; its images and settings are in `folder`. Rejects with a UsageError that tells why not. */
export async function runRegistry(
  way: RegistryWay,
  { folder, port, clock, signal }: { folder: string; port: number; clock: Clock; signal: AbortSignal },
): Promise<Registry> {
  const data = join(folder, 'images')
  await mkdir(data, { recursive: true, mode: 0o700 })
  const address = `127.0.0.1:${port}`
  // JSON is YAML.
  const settings = {
    version: 0.1,
    log: { level: 'warn', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: data } },
    http: { addr: address, secret: randomBytes(32).toString('hex') },
  }
  await replaceFile(folder, 'config.yml', JSON.stringify(settings))
  const [sweeper, ...sweeping] = way.sweep?.(port) ?? []
  if (sweeper) await runCommand(sweeper, sweeping, { limit: END_LIMIT }).catch(() => {})
  const running = start(await endingWithUs(way.command(port, { config: join(folder, 'config.yml'), data })))
  try {
    await untilAnswers(address, running, clock, signal)
  } catch (error) {
    await end(running.child)
    throw error
  }
  return { address, [Symbol.asyncDispose]: () => end(running.child) }
}

/** A process that is killed takes the registry with it, where the system can do that. */
async function endingWithUs(command: string[]): Promise<string[]> {
  const there = await runCommand('setpriv', ['--version'], { limit: END_LIMIT }).then(
    () => true,
    () => false,
  )
  return there ? ['setpriv', '--pdeathsig', 'TERM', '--', ...command] : command
}

interface Running {
  child: ChildProcess
  said(): string
}

function start([file = '', ...args]: string[]): Running {
  // Settings could come from REGISTRY_... in the environment as well: it gets none of ours.
  const env = { PATH: process.env.PATH, HOME: process.env.HOME }
  // A group of its own: Ctrl-C in a terminal is for this process, which ends the registry last.
  const child = startProgram(file, args, { env, stdio: ['ignore', 'ignore', 'pipe'], detached: true })
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-SAID)
  })
  child.once('error', (error) => {
    said = error.message
  })
  return { child, said: () => said.trim() }
}

async function untilAnswers(
  address: string,
  { child, said }: Running,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const deadline = clock.now() + READY_LIMIT
  while (!(await answers(address))) {
    const why = hasEnded(child) ? 'it ended' : clock.now() > deadline ? 'it does not answer' : undefined
    if (why || signal.aborted) throw new UsageError(`The registry cannot be run on ${address}: ${why}. ${said()}`)
    await clock.sleep(50, signal)
  }
}

async function answers(address: string): Promise<boolean> {
  return fetch(`http://${address}/v2/`, { signal: AbortSignal.timeout(1000) }).then(
    async (response) => {
      await response.body?.cancel()
      return response.ok
    },
    () => false,
  )
}

const hasEnded = (child: ChildProcess) =>
  child.pid === undefined || child.exitCode !== null || child.signalCode !== null

async function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), END_LIMIT)
  await gone
  clearTimeout(timer)
}
