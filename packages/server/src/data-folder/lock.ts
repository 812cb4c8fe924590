import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from '@towpath/base'

export interface FolderLock {
  release(): Promise<void>
}

/**
 * Takes the folder for this process. The lock names its holder by process id and start time, so that one left behind
 * by a killed process (whose id may belong to another by now) is recognised and taken over.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const path = join(folder, 'serving')
  const mine = `${process.pid} ${await startTime(process.pid)}`
  for (let attempt = 0; attempt < 5; attempt++) {
    if (await createExclusively(path, mine)) return { release: () => releaseIfMine(path, mine) }
    const holder = await readFile(path, 'utf8').catch(() => '')
    const [pid = '', started = ''] = holder.trim().split(' ')
    if (pid !== '' && (await startTime(Number(pid))) === started) {
      throw new UsageError(
        `Another control plane (process ${pid}) uses ${folder}. Stop it, or choose another folder with --data DIR.`,
      )
    }
    await rm(path, { force: true })
  }
  throw new UsageError(`Cannot take ${path}: other processes keep changing it`)
}

/** Makes the file with its content in one step, so that no other process ever reads it empty. */
async function createExclusively(path: string, content: string): Promise<boolean> {
  const aside = `${path}.${process.pid}`
  await writeFile(aside, content, { mode: 0o600 })
  try {
    await link(aside, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await rm(aside, { force: true })
  }
}

async function releaseIfMine(path: string, mine: string): Promise<void> {
  if ((await readFile(path, 'utf8').catch(() => '')) === mine) await rm(path, { force: true })
}

/** When a process began, as the kernel counts; `-` where that cannot be told but the process is there; empty: gone. */
async function startTime(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  // The name, in parentheses, may itself hold blanks and parentheses; the 22nd field counts from behind it.
  if (stat !== undefined) {
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // A process that was killed and not yet waited for by its parent holds nothing any more.
    return fields[0] === 'Z' || fields[0] === 'X' ? '' : (fields[19] ?? '-')
  }
  try {
    process.kill(pid, 0)
    return '-'
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? '-' : ''
  }
}
