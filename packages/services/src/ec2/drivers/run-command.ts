import { startProgram } from '@towpath/base/start-program.ts'

export interface CommandResult {
  status: number
  stdout: string
  stderr: string
}

export interface CommandOptions {
  input?: string
  env?: Record<string, string>
  /** Milliseconds after which the command is killed. Default 20,000. */
  timeout?: number
}

/** As much of a command's output as is kept. */
const OUTPUT_LIMIT = 1024 * 1024
/** Enough to find the system's tools, also those that only root has in its path. */
export const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** Runs a program to its end. Resolves whatever its exit status; rejects only when it cannot be started. */
export function runCommand(file: string, args: string[], options: CommandOptions = {}): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = startProgram(file, args, {
      env: options.env ?? { PATH: SYSTEM_PATH, LC_ALL: 'C' },
      stdio: 'pipe',
    })
    const limit = setTimeout(() => {
      child.kill('SIGKILL')
      // Something that it started may still hold its output open.
      child.stdout.destroy()
      child.stderr.destroy()
    }, options.timeout ?? 20_000)
    const output = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        if (output[name].length < OUTPUT_LIMIT) output[name] += text
      })
    }
    child.once('error', reject)
    child.once('close', (code, signal) => {
      clearTimeout(limit)
      if (signal) output.stderr += `\nended by ${signal}`
      resolve({ status: code ?? 128, ...output })
    })
    child.stdin.end(options.input ?? '')
  })
}

/** Runs a program that must succeed, and resolves with its output. The error quotes what it said. */
export async function mustRun(file: string, args: string[], options: CommandOptions = {}): Promise<string> {
  const { status, stdout, stderr } = await runCommand(file, args, options)
  if (status === 0) return stdout
  throw new Error(`${file} ${args.slice(0, 6).join(' ')} failed (${status}): ${stderr.trim() || stdout.trim()}`)
}
