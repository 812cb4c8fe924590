import { UsageError } from '@towpath/base'
import type { Driver } from './driver.ts'
import type { DriverDeps } from './driver-deps.ts'
import { ProcessDriver } from './process/process-driver.ts'
import { SandboxDriver } from './sandbox/sandbox-driver.ts'
import { sandboxObstacle } from './sandbox/sandbox-obstacle.ts'

export type DriverName = 'sandbox' | 'process'

/**
 * The driver for this machine, opened. `auto` takes the sandbox where it runs, and says in the log why where it does
 * not. Rejects with a UsageError when the sandbox was asked for by name and cannot run.
 */
export async function chooseDriver(wanted: DriverName | 'auto', deps: DriverDeps): Promise<Driver> {
  const obstacle =
    wanted === 'process' ? 'the process driver was asked for' : await sandboxObstacle(deps.instancesFolder)
  const sandbox = obstacle === undefined ? await openSandbox(deps) : obstacle
  if (typeof sandbox !== 'string') return sandbox
  if (wanted === 'sandbox') throw new UsageError(`Sandbox instances cannot run here: ${sandbox}.`)
  deps.log.warn({ reason: sandbox }, 'local instances are not isolated: hooks can change this machine')
  const driver = new ProcessDriver(deps)
  await driver.open()
  return driver
}

/** The open driver, or why it cannot be opened. */
async function openSandbox(deps: DriverDeps): Promise<Driver | string> {
  const driver = new SandboxDriver(deps)
  try {
    await driver.open()
    return driver
  } catch (error) {
    await driver.close()
    return (error as Error).message
  }
}
