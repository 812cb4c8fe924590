import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { identify, type ProcessIdentity, parseStat, signalProcess, waitForEnd } from '../process-identity.ts'

export const BUILD_ROOT = new URL('./build-root.sh', import.meta.url).pathname
/** Where an instance's first process writes down who it is. */
export const initRecord = (folder: string) => join(folder, 'init.stat')

/** The first process of the boot that came last, as it wrote itself down. It may have ended since. */
export async function firstProcess(folder: string): Promise<ProcessIdentity | undefined> {
  const text = await readFile(initRecord(folder), 'utf8').catch(() => '')
  const [line = '', bootId = ''] = text.split('\n')
  const stat = parseStat(line)
  return stat && { pid: stat.pid, startTime: stat.startTime, bootId }
}

/**
 * Ends instances that run although their folder is gone: somebody deleted the data folder beneath them. They are told
 * by the command line of the process that waits for their first one. Resolves with their ids.
 */
export async function endStrays(instancesFolder: string, known: ReadonlySet<string>): Promise<string[]> {
  const strays: string[] = []
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const argv = (await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '')).split('\0')
    const root = argv[argv.findIndex((argument) => argument.endsWith('/build-root.sh')) + 1] ?? ''
    const id = basename(dirname(root))
    if (basename(argv[0] ?? '') !== 'unshare' || dirname(dirname(root)) !== instancesFolder || known.has(id)) continue
    for (const child of await childrenOf(Number(name))) {
      await signalProcess(child, 'SIGKILL')
      await waitForEnd(child, 5_000)
    }
    strays.push(id)
  }
  return strays
}

async function childrenOf(pid: number): Promise<ProcessIdentity[]> {
  const found: ProcessIdentity[] = []
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const line = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')
    const parent = line.slice(line.lastIndexOf(')') + 2).split(' ')[1]
    const child = parent === String(pid) ? await identify(Number(name)) : undefined
    if (child) found.push(child)
  }
  return found
}
