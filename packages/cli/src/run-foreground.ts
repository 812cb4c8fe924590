import { constants } from 'node:os'
import { startProgram } from '@towpath/base/start-program.ts'
import type { Io } from './io.ts'

/**
 * Runs a program in this one's place: with its input, its output and its terminal. Resolves with the program's exit
 * code (128 and the signal's number when a signal ended it). When this process is told to stop, the program is, too.
 */
export function runForeground(
  program: { file: string; args: string[]; env: Record<string, string> },
  io: Pick<Io, 'signal'>,
): Promise<number> {
  // A terminal tells its signals to everybody in the foreground. Without one, the program gets a group of its own, so
  // that what it has started can be told together with it.
  const grouped = !process.stdin.isTTY
  return new Promise((resolve, reject) => {
    const { file, args, env } = program
    const child = startProgram(file, args, { env, stdio: 'inherit', detached: grouped })
    const tell = () => {
      if (child.pid !== undefined) process.kill(grouped ? -child.pid : child.pid, 'SIGTERM')
    }
    io.signal.addEventListener('abort', tell, { once: true })
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      io.signal.removeEventListener('abort', tell)
      resolve(code ?? 128 + constants.signals[signal ?? 'SIGTERM'])
    })
  })
}
