import { mkdir, open, readFile, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { UsageError } from '@towpath/base/errors.ts'
import { hasCode } from './files.ts'
import { identify, isRunning, type ProcessIdentity } from './processes.ts'

/**
 * Claims a root folder for this process: two agents on one ledger would run hooks twice. A claim whose process is gone
 * is taken over. Throws UsageError while another agent lives. Returns what gives the claim up.
 */
export async function claimRoot(lockFile: string): Promise<() => Promise<void>> {
  await mkdir(dirname(lockFile), { recursive: true })
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      const handle = await open(lockFile, 'wx', 0o644)
      await handle.writeFile(JSON.stringify(await identify(process.pid)))
      await handle.close()
      return () => rm(lockFile, { force: true })
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error
    }
    const owner = await ownerOf(lockFile)
    if (owner && owner.pid !== process.pid && (await isRunning(owner))) {
      throw new UsageError(`Another agent (PID ${owner.pid}) uses ${dirname(lockFile)}; give each its own :root_dir:`)
    }
    await rm(lockFile, { force: true })
  }
  throw new UsageError(`Cannot claim ${dirname(lockFile)}: other agents are starting there`)
}

async function ownerOf(lockFile: string): Promise<ProcessIdentity | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(lockFile, 'utf8'))
    if (typeof value !== 'object' || value === null) return undefined
    const { pid, startedAt }: { pid?: unknown; startedAt?: unknown } = value
    return typeof pid === 'number' && typeof startedAt === 'number' ? { pid, startedAt } : undefined
  } catch {
    return undefined
  }
}
