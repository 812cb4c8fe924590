import { access } from 'node:fs/promises'
import { UsageError } from '@towpath/base'
import { type EnterCommand, enterLocalInstance } from '@towpath/services/ec2/index.ts'
import { dataFolderPlaces } from './data-folder/open.ts'

/**
 * How to run `argv` inside a local instance of the control plane that keeps `dataFolder`, whether or not that runs.
 * Rejects with a UsageError when the folder cannot be read, or has no such instance, or the instance does not run.
 */
export async function enterInstance(dataFolder: string, instanceId: string, argv: string[]): Promise<EnterCommand> {
  const { instances } = dataFolderPlaces(dataFolder)
  await access(instances).catch((cause: NodeJS.ErrnoException) => {
    const hint = cause.code === 'EACCES' ? 'say it again as the user who started the control plane' : 'see --data DIR'
    throw new UsageError(`Cannot look for instances in ${instances}: ${cause.message}; ${hint}`, { cause })
  })
  return enterLocalInstance(instances, instanceId, argv).catch((cause: Error) => {
    throw new UsageError(`Cannot enter ${instanceId}: ${cause.message}`, { cause })
  })
}
