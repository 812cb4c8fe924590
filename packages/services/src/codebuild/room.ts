import type { SealingKey } from '@towpath/base'
import type { Engine } from '@towpath/engine'
import type { RequestContext } from '@towpath/wire'
import type { RepositoryHooks } from './ports/repository-hooks.ts'
import type { ServiceRoles } from './ports/service-roles.ts'
import { codebuildState } from './state/state.ts'

/** What this room is given by the composition root. */
export interface CodebuildDeps {
  serviceRoles: ServiceRoles
  sealing: SealingKey
  engine: Pick<Engine, 'start' | 'deliver'>
  /** Absent: webhooks can only be set up by hand at the host of a repository. */
  repositoryHooks?: RepositoryHooks
}

/** What this room adds to the context of every operation. */
export type Room = ReturnType<typeof codebuildState> &
  Pick<CodebuildDeps, 'serviceRoles' | 'engine' | 'sealing' | 'repositoryHooks'>

/** What an operation of this room is handed. */
export type Ctx = RequestContext & Room

export function room(deps: CodebuildDeps, ctx: RequestContext): Room {
  const { serviceRoles, sealing, engine, repositoryHooks } = deps
  return { ...codebuildState(ctx.db, ctx, { sealing }), serviceRoles, engine, sealing, repositoryHooks }
}
