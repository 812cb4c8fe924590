import { userInfo } from 'node:os'
import { createInterface } from 'node:readline'
import { startProgram } from '@towpath/base/start-program.ts'

/** As much of what a program says about a failure as is kept. */
const ERROR_LIMIT = 4000

/**
 * The environment that hooks have, as far as docker is concerned: what is found here is what they will find. The user's
 * own DOCKER_HOST and the like do not reach instances. Of several builders of images only that of the engine will do.
 */
const ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: userInfo().homedir,
  BUILDX_BUILDER: 'default',
}

export interface CommandOptions {
  env?: Record<string, string>
  /** Milliseconds after which the program is ended. */
  limit: number
  signal?: AbortSignal
  onLine?: (line: string) => void
}

/** Runs a program and resolves with what it printed. Rejects with the line of its standard error that tells why. */
export function runCommand(file: string, args: string[], options: CommandOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = startProgram(file, args, {
      env: { ...ENVIRONMENT, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.limit,
      signal: options.signal,
    })
    const printed: string[] = []
    let said = ''
    const lines = createInterface({ input: child.stdout })
    lines.on('error', reject)
    lines.on('line', (line) => {
      printed.push(line)
      options.onLine?.(line)
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-ERROR_LIMIT)
    })
    child.once('error', reject)
    child.once('close', (code, signal) => {
      if (code === 0) resolve(printed.join('\n'))
      else if (signal) reject(new Error(`${file} did not end within ${options.limit / 1000} s`))
      else reject(new Error(reason(said) ?? `${file} ended with ${code}`))
    })
  })
}

/** Programs put hints before and behind what went wrong: the first line that sounds like it, or the last one. */
function reason(said: string): string | undefined {
  const lines = said.split('\n').map((line) => line.trim())
  return lines.find((line) => /error|denied|cannot|fail|no such|not found/i.test(line)) ?? lines.findLast(Boolean)
}
