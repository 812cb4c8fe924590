import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '@towpath/testkit'
import { terminateAll } from '@towpath/testkit/terminate-all.ts'

const MAIN = join(import.meta.dirname, '..', '..', 'packages', 'cli', 'bin', 'towpath.mjs')

/** The sample's pipeline. */
const PIPELINE = 'sample-app'

/** What `npm start` runs, in a data folder of its own. */
export interface StartCommand extends AsyncDisposable {
  /** Starts it and resolves with the addresses that it prints, once the sample is deployed. */
  start(environment?: Record<string, string>): Promise<string[]>
  /** Ctrl-C; resolves with the exit code. */
  interrupt(): Promise<number | null>
  /** SIGKILL, as when the machine goes down; resolves when it is gone. */
  kill(): Promise<void>
  /** Everything that the newest start has printed. */
  output(): string
  dataFolder: string
  /** `towpath pipelines watch` of the execution that brings a commit, which it waits for. */
  watchPipeline(commit: string): Promise<{ code: number | null; output: string }>
}

/** `flags`: of the command; `wrapper`: a program and arguments that run it in some other surroundings. */
export async function startCommand(
  options: { environment?: Record<string, string>; flags?: string[]; wrapper?: string[] } = {},
): Promise<StartCommand> {
  const data = await mkdtemp(join(tmpdir(), 'towpath-start-'))
  let child: ChildProcess | undefined
  let output = ''

  async function start(environment: Record<string, string> = {}): Promise<string[]> {
    const flags = ['--data', data, '--listen', '127.0.0.1:0', ...(options.flags ?? [])]
    const command = [process.execPath, MAIN, 'up', ...flags]
    const [file = '', ...args] = [...(options.wrapper ?? []), ...command]
    const started = spawn(file, args, { env: { ...process.env, ...options.environment, ...environment } })
    child = started
    output = ''
    for (const stream of [started.stdout, started.stderr])
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString('utf8')
      })
    await until('the addresses are printed', () => output.includes('Ctrl-C') || started.exitCode !== null, {
      limit: 180_000,
      describe: () => output,
    })
    return [...output.matchAll(/^ {2}(http:\S+)/gm)].map((match) => match[1] ?? '')
  }

  const hasEnded = () => !child || child.exitCode !== null || child.signalCode !== null

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    const running = child
    if (!running || hasEnded()) return running?.exitCode ?? null
    const gone = new Promise<number | null>((resolve) => running.once('exit', resolve))
    running.kill(signal)
    return gone
  }

  return {
    start,
    interrupt: () => end('SIGINT'),
    kill: async () => void (await end('SIGKILL')),
    output: () => output,
    dataFolder: data,
    watchPipeline: (commit) => watchPipeline(data, commit),
    /** Instances outlive the control plane, so they are terminated through it before it goes. */
    async [Symbol.asyncDispose]() {
      if (hasEnded()) await start()
      await terminateAll(await connectionOf(data))
      await end('SIGINT')
      await rm(data, { recursive: true, force: true })
    },
  }
}

async function connectionOf(data: string) {
  const connection = JSON.parse(await readFile(join(data, 'endpoint.json'), 'utf8'))
  const credentials = JSON.parse(await readFile(join(data, 'root-credentials.json'), 'utf8'))
  return { ...connection, credentials }
}

function watchPipeline(data: string, commit: string): Promise<{ code: number | null; output: string }> {
  const args = [MAIN, 'pipelines', 'watch', PIPELINE, '--commit', commit, '--data', data]
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: 120_000 })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, output }))
  })
}
