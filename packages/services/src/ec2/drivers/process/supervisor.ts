import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isAlive, type ProcessIdentity } from '../process-identity.ts'

/** File in an instance's folder that tells which process looks after its agent. */
export const SUPERVISOR = 'supervisor.json'

/** The process that looks after an instance's agent; undefined when the instance does not run. */
export async function supervisorOf(folder: string): Promise<ProcessIdentity | undefined> {
  const text = await readFile(join(folder, SUPERVISOR), 'utf8').catch(() => undefined)
  const identity = text ? (JSON.parse(text) as ProcessIdentity) : undefined
  return identity && (await isAlive(identity)) ? identity : undefined
}
