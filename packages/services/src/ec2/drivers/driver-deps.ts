import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from '@towpath/base'
import type { Subnet } from './driver.ts'
import type { AgentSettings } from './guest/agent-settings.ts'

/** What the drivers are made of; filled by the composition root through `chooseDriver`. */
export interface DriverDeps {
  /** Everything the control plane keeps; no instance gets to see it. */
  dataFolder: string
  /** Folder below it that is the drivers' own. Exists. */
  instancesFolder: string
  /** Path of the Node that runs the agent and the drivers' own helper. */
  node: string
  agent: AgentSettings
  /** Files and folders that the agent's command needs, wherever they lie. */
  programs: string[]
  /** Further environment of instances: proxies, for example. Nothing of the control plane's own is handed down. */
  environment?: Record<string, string>
  /** Sockets of the machine to be shared. Default: that of Docker. */
  sockets?: string[]
  /** Addresses for instances. Default: chosen so that no route of the machine is hidden. */
  subnet?: Subnet
  /**
   * Answers a request for metadata or credentials. `asking` tells which instance it came from (empty: nobody knows) and
   * the secret that must be shown for `CREDENTIALS_PATH`.
   */
  answer(asking: { instanceId: string; credentialToken: string }, req: IncomingMessage, res: ServerResponse): void
  log: Logger
}

/** Where SDKs ask for the credentials of "this container"; `token` goes into the Authorization header. */
export const CREDENTIALS_PATH = '/v2/credentials'
