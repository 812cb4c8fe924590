import { spawn } from 'node:child_process'

/**
 * Node's `spawn`, for programs that are no reason for this process to end: all of ours.
 *
 * On a machine without a free process or file, `spawn` answers as if it had begun, and emits `error` with the next tick:
 * whoever waits for something else first does not hear it, and an `error` that nobody hears ends the process. The same
 * holds for the pipes to the program. Here they may go unheard; `close` tells of the end in any case.
 *
 * Throws where the pipes could not even be made.
 */
export const startProgram = ((file: string, ...rest: unknown[]) => {
  const child = Reflect.apply(spawn, undefined, [file, ...rest]) as ReturnType<typeof spawn>
  child.on('error', () => {})
  // Against its type, when there are too many open files.
  if (!child.stdio) throw Object.assign(new Error(`spawn ${file} EMFILE`), { code: 'EMFILE' })
  for (const pipe of child.stdio) pipe?.on('error', () => {})
  return child
}) as typeof spawn
