import { mkdir } from 'node:fs/promises'
import { startProgram } from '@towpath/base/start-program.ts'
import { endProcesses, MARK, markedProcesses } from '../drivers/process/marked-processes.ts'
import type { Sandboxes } from './sandboxes.ts'
import { processesOfUser } from './user-processes.ts'

/**
 * Arguments: most processes of the user, control groups to live in, `--`, and the program to become. Shells name the limit
 * differently, and root is not held by it.
 */
const BOUNDED =
  'ulimit -u "$1" 2>/dev/null || ulimit -p "$1" 2>/dev/null; shift; while [ "$1" != -- ]; do echo $$ >"$1" || exit; shift; done; shift; exec "$@"'

/** No sandboxes at all, but plain processes, for machines where we are not root: told apart by a mark in their environment. */
export function plainSandboxes(): Sandboxes {
  const isRunning = async (folder: string) => (await markedProcesses(folder)).length > 0
  return {
    isolation: 'none',
    isRunning,
    async boot({ folder, init, environment, mostProcesses, controlGroups }) {
      if (await isRunning(folder)) return
      await mkdir(folder, { recursive: true })
      const most = (await processesOfUser(process.getuid?.() ?? 0)) + mostProcesses
      const child = startProgram('sh', ['-c', BOUNDED, 'sh', String(most), ...controlGroups, '--', ...init], {
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
