import { readFileSync } from 'node:fs'

/** How often to look whether the starter is still there, in milliseconds. */
const INTERVAL = 500

/**
 * Calls `gone` when the npx that started this process has ended.
 *
 * npx does not pass signals on: a SIGTERM to it would leave the command running with nobody to stop it. So the
 * command watches its ancestors up to npx (with a shell between them, perhaps) and stops when one of them changes.
 */
export function watchStarter(env: Record<string, string | undefined>, gone: () => void): void {
  if (env.npm_command !== 'exec') return
  const before = ancestors().join()
  const timer = setInterval(() => {
    if (ancestors().join() === before) return
    clearInterval(timer)
    gone()
  }, INTERVAL)
  timer.unref()
}

/** The process ids of the parent and, where the system tells, of its parent. */
function ancestors(): number[] {
  const parent = process.ppid
  try {
    const stat = readFileSync(`/proc/${parent}/stat`, 'utf8')
    return [parent, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])]
  } catch {
    return [parent]
  }
}
