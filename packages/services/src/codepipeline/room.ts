import type { SealingKey } from '@towpath/base'
import type { RequestContext } from '@towpath/wire'
import type { JobCredentials } from './ports/job-credentials.ts'
import type { PipelineChanges } from './ports/pipeline-changes.ts'
import type { PipelineRoles } from './ports/pipeline-roles.ts'
import type { WaitingActions } from './ports/waiting-actions.ts'
import { codepipelineState } from './state/state.ts'

/** What this room is given by the composition root. */
export interface CodepipelineDeps {
  pipelineRoles: PipelineRoles
  changes: PipelineChanges
  sealing: SealingKey
  jobCredentials: JobCredentials
  waitingActions: WaitingActions
}

/** What this room adds to the context of every operation. */
export type Room = ReturnType<typeof codepipelineState> & CodepipelineDeps

/** What an operation of this room is handed. */
export type Ctx = RequestContext & Room

export function room(deps: CodepipelineDeps, ctx: RequestContext): Room {
  return { ...deps, ...codepipelineState(ctx.db, ctx, deps.sealing) }
}
