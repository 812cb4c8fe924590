import type { Clock, Ids, Logger, SealingKey } from '@towpath/base'
import type { Store } from '@towpath/storage'
import type { RequestContext } from '@towpath/wire'
import type { AgentHealthBook } from './health/agent-health.ts'
import type { WaitingHosts } from './polls/waiting-hosts.ts'
import type { DeploymentCommands } from './ports/deployment-commands.ts'
import type { HookLog } from './ports/hook-log.ts'
import type { Hosts, WatchedHosts } from './ports/hosts.ts'
import type { Envelopes } from './signing/envelopes.ts'

/** What this room is given by the composition root. */
export interface HostCommandsDeps {
  store: Store
  clock: Clock
  ids: Ids
  log: Logger
  sealing: SealingKey
  commands: DeploymentCommands
  hosts: WatchedHosts
  hookLog: HookLog
}

/** What this room adds to the context of every operation. */
export interface Room {
  commands: DeploymentCommands
  hosts: Hosts
  waitingHosts: WaitingHosts
  health: AgentHealthBook
  envelopes: Envelopes
  hookLog: HookLog
}

/** What an operation of this room is handed. */
export type Ctx = RequestContext & Room
