import { readFile } from 'node:fs/promises'

/** One process of this machine. A number alone would mean another process after a while, or after a reboot. */
export interface ProcessIdentity {
  pid: number
  /** Clock ticks between the machine's boot and the start of the process. */
  startTime: string
  bootId: string
}

/** The line of `/proc/PID/stat`: its second field may hold blanks and brackets, so it is read from the right. */
export function parseStat(line: string): { pid: number; state: string; startTime: string } | undefined {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
  const pid = Number.parseInt(line, 10)
  const [state, startTime] = [fields[0], fields[19]]
  return state && startTime && pid > 0 ? { pid, state, startTime } : undefined
}

export async function currentBootId(): Promise<string> {
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim()
}

/** Who has this number now, or undefined when nobody has. */
export async function identify(pid: number): Promise<ProcessIdentity | undefined> {
  const stat = await readStat(pid)
  return stat && { pid, startTime: stat.startTime, bootId: await currentBootId() }
}

/** Whether that very process still runs. One that ended and only waits to be collected does not. */
export async function isAlive(process: ProcessIdentity): Promise<boolean> {
  const stat = await readStat(process.pid)
  if (!stat || stat.startTime !== process.startTime || stat.state === 'Z' || stat.state === 'X') return false
  return process.bootId === (await currentBootId())
}

/** Sends a signal if that very process still runs. */
export async function signalProcess(target: ProcessIdentity, signal: NodeJS.Signals): Promise<void> {
  if (!(await isAlive(target))) return
  try {
    process.kill(target.pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Waits until the process is gone, for at most `limit` milliseconds. Resolves with whether it is. */
export async function waitForEnd(process: ProcessIdentity, limit: number): Promise<boolean> {
  for (let waited = 0; waited < limit; waited += 20) {
    if (!(await isAlive(process))) return true
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return !(await isAlive(process))
}

async function readStat(pid: number) {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return parseStat(line)
}
