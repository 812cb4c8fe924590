import { mkdir, readFile, rmdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const ROOT = '/sys/fs/cgroup'
/** How often a group is tried to be removed while its last processes go, every 20 ms. */
const TRIES = 50

export interface GroupLimits {
  processes: number
  memoryMiB: number
}

/**
 * Makes control groups that bound what a build can take of the machine. Resolves with the files that a process joins them
 * by; none where the machine does not let us (we are not root, or in a container that may not).
 */
export async function openControlGroups(name: string, limits: GroupLimits): Promise<string[]> {
  const bytes = String(limits.memoryMiB * 1024 ** 2)
  const unified = await isFile(join(ROOT, 'cgroup.controllers'))
  const groups: { path: string; settings: Record<string, string> }[] = unified
    ? [
        {
          path: join(ROOT, name),
          settings: { 'pids.max': String(limits.processes), 'memory.max': bytes, 'cpu.weight': '50' },
        },
      ]
    : [
        { path: join(ROOT, 'pids', name), settings: { 'pids.max': String(limits.processes) } },
        { path: join(ROOT, 'memory', name), settings: { 'memory.limit_in_bytes': bytes } },
        // Half of what everything else gets: the control plane must be able to end a build that forks without end.
        { path: join(ROOT, 'cpu', name), settings: { 'cpu.shares': '512' } },
      ]
  if (unified) await writeFile(join(ROOT, 'cgroup.subtree_control'), '+pids +memory +cpu').catch(() => {})
  const joined: string[] = []
  for (const { path, settings } of groups) if (await open(path, settings)) joined.push(join(path, 'cgroup.procs'))
  return joined
}

/**
 * Ends every process that lives in them. From the first moment on none of them can fork, so that however many there are,
 * they only become fewer. Harmless where there are none.
 */
export async function endControlGroups(name: string): Promise<void> {
  for (const path of [join(ROOT, name), join(ROOT, 'pids', name)]) {
    if (!(await written(join(path, 'pids.max'), '0'))) continue
    await written(join(path, 'cgroup.kill'), '1')
    for (let tries = 0; tries < TRIES; tries++) {
      const pids = await readFile(join(path, 'cgroup.procs'), 'utf8').catch(() => '')
      if (pids === '') break
      for (const pid of pids.trim().split('\n')) kill(Number(pid))
      await pause(20)
    }
  }
}

/** Writes to a file of the kernel's, if it is there. */
const written = async (path: string, value: string): Promise<boolean> =>
  writeFile(path, value, { flag: 'r+' }).then(
    () => true,
    () => false,
  )

function kill(pid: number): void {
  try {
    // Zero is what the kernel tells of processes that cannot be seen from here.
    if (pid > 0) process.kill(pid, 'SIGKILL')
  } catch {
    // Gone meanwhile.
  }
}

/** Removes them once no process is left in them. */
export async function removeControlGroups(name: string): Promise<void> {
  for (const kind of ['', 'pids', 'memory', 'cpu']) await remove(join(ROOT, kind, name))
}

async function open(path: string, settings: Record<string, string>): Promise<boolean> {
  try {
    await mkdir(path, { recursive: true })
    for (const [file, value] of Object.entries(settings)) await writeFile(join(path, file), value)
    return await isFile(join(path, 'cgroup.procs'))
  } catch {
    await rmdir(path).catch(() => {})
    return false
  }
}

async function remove(path: string): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    const code = await rmdir(path).then(
      () => undefined,
      (error: NodeJS.ErrnoException) => error.code,
    )
    if (code !== 'EBUSY') return
    await pause(20)
  }
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false
}
