import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { FAILED_AFTER_RESTART } from '@towpath/agent-link'
import { readIfThere } from '../host/files.ts'
import type { Layout } from '../host/layout.ts'
import type { Ledger } from '../host/ledger.ts'

const MAX_AGE_MS = 24 * 3600_000

/**
 * Takes over what the official agent left when it was replaced in the middle of a command: its tracking files name
 * commands that our ledger does not know. The newest one is failed, as that agent does after a restart, and all files
 * are removed.
 */
export async function adoptTrackedCommands(
  layout: Layout,
  ledger: Ledger,
  identifier: string,
  now: number,
): Promise<void> {
  const names = await readdir(layout.trackingDir).catch((): string[] => [])
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(layout.trackingDir, name)
      const commandId = (await readIfThere(path))?.trim() ?? ''
      return { name, commandId, modifiedAt: (await stat(path)).mtimeMs }
    }),
  )
  const foreign = files.filter((file) => file.commandId !== '' && !ledger.find(file.commandId))
  const newest = foreign
    .filter((file) => now - file.modifiedAt < MAX_AGE_MS)
    .sort((a, b) => b.modifiedAt - a.modifiedAt)[0]
  if (newest) {
    const command = {
      HostCommandIdentifier: newest.commandId,
      HostIdentifier: identifier,
      DeploymentExecutionId: '',
      CommandName: '',
    }
    await ledger.received(command, now)
    await ledger.finished(newest.commandId, { status: 'Failed', diagnostics: FAILED_AFTER_RESTART })
  }
  // Nothing runs yet, so none of them is true any more.
  for (const file of files) await rm(join(layout.trackingDir, file.name), { force: true })
}
