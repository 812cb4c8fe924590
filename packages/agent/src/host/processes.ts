import { readdir, readFile } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'

/** How often, and how far apart, a process is looked at that seems to have no environment. */
const EXEC_LOOKS = 10
const EXEC_PAUSE_MS = 5

/** One process, told apart from a later one with the same number. Both values are of Linux' /proc. */
export interface ProcessIdentity {
  pid: number
  /** Clock ticks between the boot of the machine and the start of the process; 0 where there is no /proc. */
  startedAt: number
}

export async function identify(pid: number): Promise<ProcessIdentity> {
  return { pid, startedAt: (await stat(pid))?.startedAt ?? 0 }
}

export async function isRunning(process: ProcessIdentity): Promise<boolean> {
  return (await stat(process.pid))?.startedAt === process.startedAt
}

/**
 * Ends the process group that `leader` was started as, if it is still that group: the leader lives, or a member of the
 * group has `marker` in its environment. A group number that meanwhile belongs to somebody else is left alone.
 */
export async function killOrphanGroup(leader: ProcessIdentity, marker: string): Promise<boolean> {
  if (leader.pid <= 1) return false
  const ours = (await isRunning(leader)) || (await groupHasMarker(leader.pid, marker))
  if (!ours) return false
  try {
    process.kill(-leader.pid, 'SIGKILL')
    return true
  } catch {
    return false
  }
}

async function groupHasMarker(group: number, marker: string): Promise<boolean> {
  const names = await readdir('/proc').catch((): string[] => [])
  for (const name of names) {
    if (!/^\d+$/.test(name) || (await stat(Number(name)))?.group !== group) continue
    if ((await environmentOf(name)).includes(marker)) return true
  }
  return false
}

/** In the middle of an exec a process shows no environment for a moment. */
async function environmentOf(pid: string): Promise<string[]> {
  for (let look = 0; look < EXEC_LOOKS; look += 1) {
    const text = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => undefined)
    if (text === undefined) return []
    if (text !== '') return text.split('\0')
    await setTimeout(EXEC_PAUSE_MS)
  }
  return []
}

async function stat(pid: number): Promise<{ group: number; startedAt: number } | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  // The second field is the command in parentheses and may hold anything, so count from its end.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  // A zombie is no longer running anything.
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined
  return { group: Number(fields[2]), startedAt: Number(fields[19]) }
}
