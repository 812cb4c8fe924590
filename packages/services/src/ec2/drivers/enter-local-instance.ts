import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { EnterCommand } from './driver.ts'
import { InstanceFolders } from './instance-folder.ts'
import { enterProcesses } from './process/enter.ts'
import { enterSandbox } from './sandbox/enter.ts'

/**
 * How to run `argv` inside an instance of this machine, told by the control plane's folder of instances alone: for
 * programs beside the control plane that may read that folder. Rejects when the instance is not here or does not run.
 */
export async function enterLocalInstance(
  instancesFolder: string,
  instanceId: string,
  argv: string[],
): Promise<EnterCommand> {
  const ways = { sandbox: enterSandbox, process: enterProcesses }
  for (const [name, enter] of Object.entries(ways)) {
    const folders = new InstanceFolders(join(instancesFolder, name))
    const here = await access(folders.of(instanceId)).then(
      () => true,
      () => false,
    )
    if (here) return enter(folders, instanceId, argv)
  }
  throw new Error(`${instanceId} is no instance of this machine`)
}
