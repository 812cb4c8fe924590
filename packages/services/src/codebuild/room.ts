import type { SealingKey } from '@towpath/base'
import type { Engine } from '@towpath/engine'
import type { RequestContext } from '@towpath/wire'
import type { ServiceRoles } from './ports/service-roles.ts'
import { codebuildState } from './state/state.ts'

/** What this room is given by the composition root. */
export interface CodebuildDeps {
  serviceRoles: ServiceRoles
  sealing: SealingKey
  engine: Pick<Engine, 'start' | 'deliver'>
}

/** What this room adds to the context of every operation. */
export type Room = ReturnType<typeof codebuildState> & Pick<CodebuildDeps, 'serviceRoles' | 'engine'>

/** What an operation of this room is handed. */
export type Ctx = RequestContext & Room

export function room({ serviceRoles, sealing, engine }: CodebuildDeps, ctx: RequestContext): Room {
  return { ...codebuildState(ctx.db, ctx, { sealing }), serviceRoles, engine }
}
