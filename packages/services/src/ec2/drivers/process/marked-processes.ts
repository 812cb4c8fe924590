import { readdir, readFile } from 'node:fs/promises'
import { identify, type ProcessIdentity, signalProcess, waitForEnd } from '../process-identity.ts'

/** Name of the variable that every process of an instance inherits; its value is the instance's folder. */
export const MARK = 'TOWPATH_INSTANCE_FOLDER'

/** How often processes are looked for that came up while others were stopped. */
const ROUNDS = 200

/**
 * The processes that belong to an instance: those that carry its mark in their environment. A process that leaves its
 * session or loses its parent keeps it.
 */
export async function markedProcesses(folder: string): Promise<ProcessIdentity[]> {
  const mark = `${MARK}=${folder}`
  const found: ProcessIdentity[] = []
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue
    // Other users' processes cannot be read, and are not ours.
    const environment = await readFile(`/proc/${name}/environ`, 'utf8').catch(() => '')
    if (!environment.split('\0').includes(mark)) continue
    const identity = await identify(Number(name))
    if (identity) found.push(identity)
  }
  return found
}

/** Ends them all, those that come up meanwhile too. Asks for `grace` milliseconds before it insists. */
export async function endProcesses(folder: string, grace: number): Promise<void> {
  const asked = await markedProcesses(folder)
  if (grace > 0) {
    await Promise.all(asked.map((process) => signalProcess(process, 'SIGTERM')))
    await Promise.all(asked.map((process) => waitForEnd(process, grace)))
  }
  for (let round = 0; round < 50; round++) {
    const left = await frozen(folder)
    if (left.length === 0) return
    await Promise.all(left.map((process) => signalProcess(process, 'SIGKILL')))
    await Promise.all(left.map((process) => waitForEnd(process, 1_000)))
  }
  throw new Error(`The processes of the instance in ${folder} do not end`)
}

/**
 * Stops them until none has come up that was not stopped before. Processes that fork without end fill the room that one
 * leaves that is killed alone; those that are stopped keep theirs, until nobody is left who forks.
 */
async function frozen(folder: string): Promise<ProcessIdentity[]> {
  const stopped = new Set<string>()
  for (let round = 0; ; round++) {
    const found = await markedProcesses(folder)
    const fresh = found.filter(({ pid, startTime }) => !stopped.has(`${pid} ${startTime}`))
    if (fresh.length === 0 || round === ROUNDS) return found
    await Promise.all(fresh.map((process) => signalProcess(process, 'SIGSTOP')))
    for (const { pid, startTime } of fresh) stopped.add(`${pid} ${startTime}`)
  }
}
