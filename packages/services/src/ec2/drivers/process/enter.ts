import { homedir } from 'node:os'
import type { EnterCommand } from '../driver.ts'
import type { InstanceFolders } from '../instance-folder.ts'
import { supervisorOf } from './supervisor.ts'

/** How to run `argv` as an instance's own processes run, told by its folder alone. Rejects when it does not run. */
export async function enterProcesses(
  folders: InstanceFolders,
  instanceId: string,
  argv: string[],
): Promise<EnterCommand> {
  const record = await folders.read(instanceId)
  const [file = '', ...args] = argv
  if (!record || !(await supervisorOf(folders.of(instanceId)))) throw new Error(`${instanceId} is not running`)
  return { file, args, env: { HOME: homedir(), LANG: 'C.UTF-8', ...record.environment } }
}
