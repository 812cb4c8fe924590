import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { skipLoudly, tool } from './tools.ts'
import { until } from './until.ts'

const SUPERVISOR = join(import.meta.dirname, 'docker-engine.sh')
/** How long an engine may take to answer, in milliseconds. */
const READY_LIMIT = 30_000

/** A Docker Engine of a test's own; the machine's is never touched. One at a time is enough for a small machine. */
export interface DockerEngine extends AsyncDisposable {
  /** Path of its socket. */
  socket: string
  /** Name of its network bridge, and of its cgroups. */
  bridge: string
  /** Environment in which the docker program talks to it, and reads no settings of the user. */
  environment: Record<string, string>
  /** Runs the docker program and resolves with what it printed, trimmed. */
  docker(...args: string[]): Promise<string>
}

/** For `test.skipIf`: whether this machine cannot run an engine. Never true in CI, where that is a failure. */
export function noDockerEngine(): boolean {
  if (tool('dockerd', 'docker.io').missing || tool('docker', 'docker.io').missing) return true
  return process.getuid?.() === 0 ? false : skipLoudly('a Docker Engine has to be started as root')
}

/** Starts an engine without images. It ends with its disposal, or with this process, however that ends. */
export async function startDockerEngine(): Promise<DockerEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'towpath-docker-'))
  const bridge = `tpd${randomBytes(4).toString('hex')}`
  // 198.18.0.0/15 is for tests of networks (RFC 2544): no machine has a real neighbour there.
  const address = `198.${randomInt(18, 20)}.${randomInt(256)}.1/24`
  const supervisor = spawn('setpriv', ['--pdeathsig', 'TERM', '--', 'sh', SUPERVISOR, folder, bridge, address], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const ended = new Promise<void>((resolve, reject) => {
    supervisor.once('error', reject)
    supervisor.once('exit', () => resolve())
  })
  const socket = join(folder, 'docker.sock')
  const environment = { DOCKER_HOST: `unix://${socket}`, DOCKER_CONFIG: join(folder, 'client') }

  async function docker(...args: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)('docker', args, { env: { ...process.env, ...environment } })
    return stdout.trim()
  }
  async function stop(): Promise<void> {
    supervisor.kill('SIGTERM')
    await ended
  }

  const log = () => readFile(join(folder, 'log'), 'utf8').catch(() => '(it wrote no log)')
  try {
    await answers(supervisor, () => docker('version'), log)
  } catch (error) {
    await stop()
    throw error
  }
  return { socket, bridge, environment, docker, [Symbol.asyncDispose]: stop }
}

async function answers(
  supervisor: ChildProcess,
  ask: () => Promise<unknown>,
  log: () => Promise<string>,
): Promise<void> {
  let seen = ''
  await until(
    'the Docker Engine answers',
    async () => {
      seen = await log()
      if (supervisor.exitCode !== null) throw new Error(`The Docker Engine ended at once:\n${seen.slice(-3000)}`)
      return ask().then(
        () => true,
        () => false,
      )
    },
    { limit: READY_LIMIT, describe: () => seen.slice(-3000) },
  )
}
