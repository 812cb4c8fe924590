import type { RequestContext } from '@towpath/wire'
import type { Driver } from './drivers/driver.ts'
import type { ReadAgentHealth, ResolveInstanceProfile } from './ports/ports.ts'
import { ClientTokens } from './state/client-tokens.ts'
import { HostInstances } from './state/host-instances.ts'
import { Instances } from './state/instances.ts'
import { ProfileAssociations } from './state/profile-associations.ts'
import { Tags } from './state/tags.ts'

/** The machine that new instances run on. */
export interface Fleet {
  /** Tells this machine's instances from those of other control plane processes on the same database. */
  host: string
  driver: Pick<Driver, 'name' | 'subnet' | 'consoleOutput'>
  /** Has the runtime look at once. */
  wake(): void
}

/** What this room is given by the composition root. */
export interface Ec2Deps {
  fleet: Fleet
  resolveInstanceProfile: ResolveInstanceProfile
  agentHealth: ReadAgentHealth
}

/** What this room adds to the context of every operation. */
export interface Room extends Ec2Deps {
  instances: Instances
  hostInstances: HostInstances
  tags: Tags
  associations: ProfileAssociations
  clientTokens: ClientTokens
}

/** What an operation of this room is handed. */
export type Ctx = RequestContext & Room

export function room(deps: Ec2Deps, ctx: RequestContext): Room {
  return {
    ...deps,
    instances: new Instances(ctx.db, ctx),
    hostInstances: new HostInstances(ctx.db, deps.fleet.host),
    tags: new Tags(ctx.db, ctx),
    associations: new ProfileAssociations(ctx.db, ctx),
    clientTokens: new ClientTokens(ctx.db, ctx),
  }
}
