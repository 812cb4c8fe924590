import { spawn } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { endProcesses, MARK, markedProcesses } from '../drivers/process/marked-processes.ts'
import type { Sandboxes } from './sandboxes.ts'

/**
 * Arguments: control groups to live in, `--`, and the program to become. Where there are no groups the shell's own limit
 * counts all processes of the user; shells name it differently.
 */
const BOUNDED =
  'ulimit -u 8192 2>/dev/null || ulimit -p 8192 2>/dev/null; while [ "$1" != -- ]; do echo $$ >"$1" || exit; shift; done; shift; exec "$@"'

/** No sandboxes at all, but plain processes, for machines where we are not root: told apart by a mark in their environment. */
export function plainSandboxes(): Sandboxes {
  const isRunning = async (folder: string) => (await markedProcesses(folder)).length > 0
  return {
    isolation: 'none',
    isRunning,
    async boot({ folder, init, environment, controlGroups }) {
      if (await isRunning(folder)) return
      await mkdir(folder, { recursive: true })
      const child = spawn('sh', ['-c', BOUNDED, 'sh', ...controlGroups, '--', ...init], {
        detached: true,
        cwd: folder,
        env: { ...environment, [MARK]: folder },
        stdio: 'ignore',
      })
      child.unref()
      await new Promise<void>((resolve, reject) => {
        child.once('error', reject)
        child.once('spawn', resolve)
      })
    },
    end: (folder) => endProcesses(folder, 0),
  }
}
