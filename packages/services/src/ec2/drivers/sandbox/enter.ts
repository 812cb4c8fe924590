import type { EnterCommand } from '../driver.ts'
import type { InstanceFolders } from '../instance-folder.ts'
import { isAlive } from '../process-identity.ts'
import { SYSTEM_PATH } from '../run-command.ts'
import { firstProcess } from './first-process.ts'

const ENTER = new URL('./enter.sh', import.meta.url).pathname

/** How to run `argv` as root of a running sandbox, told by its folder alone. Rejects when it does not run. */
export async function enterSandbox(
  folders: InstanceFolders,
  instanceId: string,
  argv: string[],
): Promise<EnterCommand> {
  const init = await firstProcess(folders.of(instanceId))
  const record = await folders.read(instanceId)
  if (!init || !record || !(await isAlive(init))) throw new Error(`${instanceId} is not running`)
  return {
    file: 'unshare',
    args: ['--mount', '--propagation', 'private', '--', 'sh', ENTER, String(init.pid), ...argv],
    env: {
      PATH: SYSTEM_PATH,
      HOME: '/root',
      USER: 'root',
      LOGNAME: 'root',
      SHELL: '/bin/sh',
      LANG: 'C.UTF-8',
      ...record.environment,
    },
  }
}
