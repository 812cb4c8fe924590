import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '@towpath/testkit'

/** How long the commands of one block may take, in milliseconds. */
const LIMIT = 180_000

/** Somebody who types commands into a shell: variables, functions and the folder stay from one to the next. */
export interface Reader extends AsyncDisposable {
  type(commands: string): Promise<{ code: number | null; output: string }>
  /** In a terminal of its own; resolves when it has printed `ready`. */
  begin(commands: string, ready: string): Promise<void>
  /** Writes a file into the folder where the reader is. */
  write(name: string, text: string): Promise<void>
}

export interface ReaderOptions {
  folder: string
  environment: Record<string, string | undefined>
  /** Program and arguments that run commands in the background in some other surroundings. */
  wrapper: string[]
}

export async function reader({ folder, environment, wrapper }: ReaderOptions): Promise<Reader> {
  const memory = await mkdtemp(join(tmpdir(), 'towpath-reader-'))
  const state = join(memory, 'state')
  await writeFile(state, `cd ${quoted(folder)}\n`)
  const background: ChildProcess[] = []
  const prelude = `set -aeuo pipefail; . ${quoted(state)}`
  // What is known after the commands, for those that follow.
  const keep = `trap '{ export -p; declare -f; printf "cd %q\\n" "$PWD"; } >${quoted(state)}' EXIT`

  const bash = (program: string[], script: string) => {
    const [file = '', ...args] = [...program, 'bash', '-c', script]
    return spawn(file, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  }

  async function type(commands: string) {
    const child = bash([], `${prelude}\n${keep}\n${commands}`)
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
    const timer = setTimeout(() => endGroup(child, 'SIGKILL'), LIMIT)
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
    clearTimeout(timer)
    return { code, output }
  }

  return {
    type,
    async begin(commands, ready) {
      const child = bash(wrapper, `${prelude}\n${commands}`)
      background.push(child)
      let output = ''
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (text: string) => {
          output = (output + text).slice(-20_000)
        })
      const over = () => child.exitCode !== null || child.signalCode !== null
      await until(`${commands.trim()} is ready`, () => output.includes(ready) || over(), { describe: () => output })
      if (over()) throw new Error(`${commands.trim()} ended: ${output}`)
    },
    async write(name, text) {
      const { code, output } = await type(`printf %s ${quoted(text)} >${quoted(name)}`)
      if (code !== 0) throw new Error(`${name} cannot be written: ${output}`)
    },
    async [Symbol.asyncDispose]() {
      for (const child of background.toReversed()) {
        const gone = new Promise((resolve) => child.once('exit', resolve))
        if (child.exitCode === null && child.signalCode === null) {
          endGroup(child, 'SIGTERM')
          await gone
        }
      }
      await rm(memory, { recursive: true, force: true })
    },
  }
}

function endGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal)
  } catch {
    // It has ended by itself.
  }
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`
