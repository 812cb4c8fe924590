import { startProgram } from '@towpath/base/start-program.ts'

export interface ProgramResult {
  status: number
  stdout: string
  stderr: string
}

export interface ProgramOptions {
  env: Record<string, string>
  input?: string
  cwd?: string
  signal?: AbortSignal
  /** Milliseconds after which it is killed. */
  timeout: number
}

/** As much of a program's output as is kept. */
const OUTPUT_LIMIT = 1024 * 1024

/** Runs a program of this machine to its end. Resolves whatever its exit status; rejects when it cannot be started or is aborted. */
export function runProgram(file: string, args: string[], options: ProgramOptions): Promise<ProgramResult> {
  const { env, input, cwd, timeout } = options
  const limit = AbortSignal.timeout(timeout)
  const signal = options.signal ? AbortSignal.any([options.signal, limit]) : limit
  return new Promise((resolve, reject) => {
    const child = startProgram(file, args, { env, cwd, signal, killSignal: 'SIGKILL', stdio: 'pipe' })
    const output = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        if (output[name].length < OUTPUT_LIMIT) output[name] += text
      })
    }
    child.once('error', (error) => reject(limit.aborted ? new Error(`${file} ${args[0]} took too long`) : error))
    child.once('close', (code) => resolve({ status: code ?? 128, ...output }))
    child.stdin.end(input ?? '')
  })
}
