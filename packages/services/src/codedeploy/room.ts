import type { SealingKey } from '@towpath/base'
import type { Engine } from '@towpath/engine'
import type { RequestContext } from '@towpath/wire'
import type { ServiceRoles } from './ports/service-roles.ts'
import { codedeployState } from './state/state.ts'

/** What this room is given by the composition root. */
export interface CodedeployDeps {
  serviceRoles: ServiceRoles
  /** Runs deployments; the kinds of `codedeployRuns` must be registered with it. */
  engine: Pick<Engine, 'start' | 'deliver'>
  sealing: SealingKey
}

/** What this room adds to the context of every operation. */
export type Room = ReturnType<typeof codedeployState> & Pick<CodedeployDeps, 'serviceRoles' | 'engine'>

/** What an operation of this room is handed. */
export type Ctx = RequestContext & Room

export function room(deps: CodedeployDeps, ctx: RequestContext): Room {
  const { serviceRoles, engine, sealing } = deps
  return { ...codedeployState(ctx.db, ctx, { ids: ctx.ids, sealing }), serviceRoles, engine }
}
