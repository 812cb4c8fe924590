import { mkdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
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
export async function chooseDriver(wanted: DriverName | 'auto', given: DriverDeps): Promise<Driver> {
  const deps = { ...given, dataFolder: await realpath(given.dataFolder) }
  const instancesFolder = await realpath(given.instancesFolder)
  const sandboxDeps = { ...deps, instancesFolder: await ownFolder(instancesFolder, 'sandbox') }
  const obstacle = wanted === 'process' ? 'the process driver was asked for' : await sandboxObstacle(instancesFolder)
  const sandbox = obstacle === undefined ? await openSandbox(sandboxDeps) : obstacle
  if (typeof sandbox !== 'string') return sandbox
  if (wanted === 'sandbox') throw new UsageError(`Sandbox instances cannot run here: ${sandbox}.`)
  deps.log.warn({ reason: sandbox }, 'local instances are not isolated: hooks can change this machine')
  const driver = new ProcessDriver({ ...deps, instancesFolder: await ownFolder(instancesFolder, 'process') })
  await driver.open()
  return driver
}

/** Each driver has a folder of its own, since none understands another one's instances. */
async function ownFolder(instancesFolder: string, name: DriverName): Promise<string> {
  const folder = join(instancesFolder, name)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  return folder
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
