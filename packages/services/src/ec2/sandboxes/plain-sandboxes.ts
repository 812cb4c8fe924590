import { spawn } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { endProcesses, MARK, markedProcesses } from '../drivers/process/marked-processes.ts'
import type { Sandboxes } from './sandboxes.ts'

/** No sandboxes at all, but plain processes, for machines where we are not root: told apart by a mark in their environment. */
export function plainSandboxes(): Sandboxes {
  const isRunning = async (folder: string) => (await markedProcesses(folder)).length > 0
  return {
    isolation: 'none',
    isRunning,
    async boot({ folder, init, environment }) {
      if (await isRunning(folder)) return
      await mkdir(folder, { recursive: true })
      const [file = '', ...args] = init
      const child = spawn(file, args, {
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
