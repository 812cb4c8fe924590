import { dirname } from 'node:path'
import type { Clock, Logger } from '@towpath/base'
import { chooseDriver, createInstanceRuntime, createMetadataService } from '@towpath/services/ec2/index.ts'
import type { HostCommands } from '@towpath/services/host-commands/index.ts'
import { type IamDeps, instanceCredentials, resolveInstanceProfile } from '@towpath/services/iam/index.ts'
import type { Store } from '@towpath/storage'
import type { Config } from './config/fields.ts'
import type { DataFolder } from './data-folder/open.ts'
import { instanceEnvironment } from './instance-environment.ts'

/** How the host agent is started in an instance. */
export interface AgentProgram {
  /** Program and arguments; `{config}` stands for the path of its configuration file. */
  command: string[]
  /** Files and folders that the program needs. */
  needs: string[]
}

export interface LocalInstancesOptions {
  config: Config
  folder: DataFolder
  agent: AgentProgram
  iam: IamDeps
  hostCommands: Pick<HostCommands, 'signerCertificate'>
  store: Store
  clock: Clock
  log: Logger
  /** In which the control plane was started. */
  environment: Record<string, string | undefined>
}

/** The instances on this machine: their driver, their metadata, and the loop that makes them what they are meant to be. */
export async function localInstances(options: LocalInstancesOptions) {
  const { config, folder, agent, iam, hostCommands, store, clock, log } = options
  const metadata = createMetadataService({
    store,
    clock,
    log,
    resolveInstanceProfile: resolveInstanceProfile(iam),
    instanceCredentials: instanceCredentials(iam),
  })
  const driver = await chooseDriver(config.driver as 'auto' | 'sandbox' | 'process', {
    dataFolder: folder.path,
    instancesFolder: folder.instances,
    node: process.execPath,
    agent: { command: agent.command, signerCa: await hostCommands.signerCertificate() },
    programs: agent.needs,
    environment: instanceEnvironment(options.environment, dirname(process.execPath)),
    answer: (asking, req, res) => void metadata.respond(asking, req, res),
    log,
  })
  const host = folder.id
  const runtime = createInstanceRuntime({ store, clock, log, driver, host, forget: metadata.forget })
  return {
    runtime,
    fleet: { host, driver, wake: runtime.wake },
    gatewayAddress: driver.gatewayAddress,
    warnings: driver.name === 'process' ? [driver.description] : [],
  }
}
