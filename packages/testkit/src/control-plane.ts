import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { Agent } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** The root key that tests preset. It is good for the test's control plane only. */
const ROOT_KEY = { accessKeyId: 'AKIATESTTESTTESTTEST', secretAccessKey: 'secret-of-a-test' }

const REPOSITORY = join(import.meta.dirname, '..', '..', '..')
const MAIN = join(REPOSITORY, 'packages', 'cli', 'bin', 'towpath.mjs')

/** How long a control plane may take to answer, in milliseconds. */
const READY_LIMIT = 30_000

export interface ControlPlaneOptions {
  driver?: 'auto' | 'sandbox' | 'process'
  /** Address to listen on; loopback unless said otherwise. */
  host?: string
  /** PEM of the authority to trust, where it speaks TLS with a certificate that is not of its own authority. */
  trust?: string
  flags?: string[]
  environment?: Record<string, string>
  /** Program and arguments in front of it: it runs in a mount namespace of its own, for example. */
  wrapper?: string[]
}

/** A real `towpath serve` in a process and a data folder of its own. */
export interface ControlPlane extends AsyncDisposable {
  endpoint: string
  port: number
  dataFolder: string
  /** PEM file to trust, when it speaks TLS with a certificate of its own authority. */
  caFile?: string
  /** For the constructors of SDK clients. */
  client: {
    endpoint: string
    region: string
    credentials: typeof ROOT_KEY
    maxAttempts: number
    requestHandler?: { httpsAgent: Agent }
  }
  /** Environment in which the aws CLI and the SDKs talk to it as root. */
  environment: Record<string, string>
  pid(): number
  /** What it wrote to standard error, newest last. */
  log(): string
  /** SIGKILL, at once; resolves when it is gone. */
  kill(): Promise<void>
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>
  /** Starts it again on the same port and data. */
  start(): Promise<void>
}

export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'towpath-e2e-'))
  let child: ChildProcess | undefined
  let log = ''
  let port = 0
  let endpoint = ''

  async function start(): Promise<void> {
    const flags = [
      '--listen',
      `${options.host ?? '127.0.0.1'}:${port}`,
      '--data',
      dataFolder,
      '--driver',
      options.driver ?? 'process',
    ]
    const command = [...(options.wrapper ?? []), process.execPath, MAIN, 'serve', ...flags, ...(options.flags ?? [])]
    const [program = '', ...args] = command
    const started = spawn(program, args, {
      env: {
        ...process.env,
        TOWPATH_ROOT_ACCESS_KEY_ID: ROOT_KEY.accessKeyId,
        TOWPATH_ROOT_SECRET_ACCESS_KEY: ROOT_KEY.secretAccessKey,
        ...options.environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child = started
    started.stderr.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString('utf8')).slice(-200_000)
    })
    endpoint = (await readyLine(started, () => log)).endpoint
    port = Number(new URL(endpoint).port)
  }

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    const ending = child
    child = undefined
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return ending?.exitCode ?? null
    const gone = new Promise<number | null>((resolve) => ending.once('exit', resolve))
    ending.kill(signal)
    return gone
  }

  await start().catch(async (error) => {
    await rm(dataFolder, { recursive: true, force: true })
    throw error
  })
  const { caFile } = JSON.parse(await readFile(join(dataFolder, 'endpoint.json'), 'utf8')) as { caFile?: string }
  const client = {
    endpoint,
    region: 'us-east-1',
    credentials: ROOT_KEY,
    maxAttempts: 3,
    ...trusting(options.trust ?? (caFile && (await readFile(caFile, 'utf8')))),
  }
  return {
    endpoint,
    port,
    dataFolder,
    caFile,
    client,
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: ROOT_KEY.accessKeyId,
      AWS_SECRET_ACCESS_KEY: ROOT_KEY.secretAccessKey,
      AWS_DEFAULT_REGION: 'us-east-1',
      ...(caFile !== undefined && { AWS_CA_BUNDLE: caFile }),
    },
    pid: () => child?.pid ?? -1,
    log: () => log,
    start,
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
    async [Symbol.asyncDispose]() {
      await cleanUp()
    },
  }

  /** Instances and builds outlive the control plane, so they are ended through it before it goes. */
  async function cleanUp(): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) await start()
    const [{ stopBuilds }, { terminateAll }] = await Promise.all([
      import('./stop-builds.ts'),
      import('./terminate-all.ts'),
    ])
    await stopBuilds(client)
    await terminateAll(client)
    await end('SIGTERM')
    await rm(dataFolder, { recursive: true, force: true })
  }
}

function trusting(ca: string | undefined): { requestHandler?: { httpsAgent: Agent } } {
  return ca ? { requestHandler: { httpsAgent: new Agent({ ca, keepAlive: true }) } } : {}
}

async function readyLine(child: ChildProcess, log: () => string): Promise<{ endpoint: string }> {
  if (!child.stdout) throw new Error('the control plane has no standard output')
  const lines = createInterface({ input: child.stdout })
  return new Promise((resolve, reject) => {
    const give = (reason: string) => reject(new Error(`The control plane ${reason}:\n${log()}`))
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      give(`did not answer within ${READY_LIMIT} ms`)
    }, READY_LIMIT)
    child.once('exit', (code) => give(`ended with ${code} before it answered`))
    lines.on('line', (line) => {
      if (!line.startsWith('{"ready":true')) return
      clearTimeout(timer)
      resolve(JSON.parse(line))
    })
  })
}
