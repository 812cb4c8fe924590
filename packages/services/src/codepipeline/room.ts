import type { SealingKey } from '@towpath/base'
import type { Engine } from '@towpath/engine'
import type { RequestContext } from '@towpath/wire'
import type { GithubHooks } from './ports/github-hooks.ts'
import type { JobCredentials } from './ports/job-credentials.ts'
import { changesHeardBy, type PipelineChanges } from './ports/pipeline-changes.ts'
import type { PipelineRoles } from './ports/pipeline-roles.ts'
import { type PipelineActions, pipelineActions } from './runs/pipeline-actions.ts'
import { executionChanges } from './runs/pipeline-changes.ts'
import { codepipelineState } from './state/state.ts'
import { sourceChanges } from './triggers/index-sources.ts'

/** What this room is given by the composition root. */
export interface CodepipelineDeps {
  pipelineRoles: PipelineRoles
  /** Who hears of definitions besides the executions of this room. */
  changes?: PipelineChanges
  /** Runs executions; the kinds of `registerCodepipelineRuns` must be registered with it. */
  engine: Pick<Engine, 'start' | 'deliver' | 'read'>
  sealing: SealingKey
  jobCredentials: JobCredentials
  githubHooks: GithubHooks
}

/** What this room adds to the context of every operation. */
export type Room = ReturnType<typeof codepipelineState> &
  CodepipelineDeps & { changes: PipelineChanges; waitingActions: PipelineActions }

/** What an operation of this room is handed. */
export type Ctx = RequestContext & Room

export function room(deps: CodepipelineDeps, ctx: RequestContext): Room {
  const own = executionChanges({ engine: deps.engine, ids: ctx.ids, clock: ctx.clock }, ctx)
  const sources = sourceChanges(ctx.store, ctx)
  const changes = changesHeardBy(deps.changes ? [own, sources, deps.changes] : [own, sources])
  const waitingActions = pipelineActions(deps.engine)
  return { ...deps, ...codepipelineState(ctx.db, ctx, deps.sealing), changes, waitingActions }
}
