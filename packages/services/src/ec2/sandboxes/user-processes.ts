import { readdir, readFile } from 'node:fs/promises'

/** Processes and threads of a user of this machine: what the kernel's limit of processes (`ulimit -u`) counts. */
export async function processesOfUser(uid: number): Promise<number> {
  let count = 0
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const status = await readFile(`/proc/${name}/status`, 'utf8').catch(() => '')
    if (Number(/^Uid:\s+(\d+)/m.exec(status)?.[1]) === uid) count += Number(/^Threads:\s+(\d+)/m.exec(status)?.[1] ?? 1)
  }
  return count
}
