import type { Database } from '@towpath/storage'
import { buildArn } from '../rules/arns.ts'
import { autoRetry } from '../rules/auto-retry.ts'
import { type BuildState, isOver } from '../rules/build-lifecycle.ts'
import { Builds } from '../state/builds.ts'
import type { BuildRunDeps } from './build-run-deps.ts'
import { startBuild } from './start-build.ts'
import { admitBuilds } from './steps/admit.ts'

type ProjectDeps = Pick<BuildRunDeps, 'engine' | 'ids' | 'clock' | 'ended' | 'mostAtOnce'>

/** Brings the tables up to date with the state of a build's run; at its end, gives its place away and tells who waits. */
export async function projectBuild(
  deps: ProjectDeps,
  db: Database,
  state: BuildState,
  before: BuildState | undefined,
): Promise<void> {
  const { plan, phase, phases, ending } = state
  const over = isOver(state)
  await new Builds(db, plan).recordProgress(plan.buildId, {
    status: over ? ending : 'IN_PROGRESS',
    currentPhase: phase,
    phases,
    endedAt: over ? phases.at(-1)?.startedAt : undefined,
  })
  if (!over || (before && isOver(before))) return
  await retryByItself(deps, db, state)
  await admitBuilds(deps, db, plan)
  const build = await new Builds(db, plan).find(plan.buildId)
  const { account, region, buildId } = plan
  const arn = buildArn(plan, buildId)
  await deps.ended(db, { account, region, buildId, arn, batchId: build?.batchId, status: ending })
}

/** The build that follows one that failed, where the project wants that; each knows the other. */
async function retryByItself(deps: ProjectDeps, db: Database, { plan, ending }: BuildState): Promise<void> {
  const builds = new Builds(db, plan)
  const [build, input] = await Promise.all([builds.find(plan.buildId), builds.input(plan.buildId)])
  const config = build?.settings.autoRetryConfig
  if (!build || !input || !config || build.batchId !== undefined) return
  const arn = buildArn(plan, build.id)
  const next = autoRetry(config, { ending, sourceType: input.settings.source.type, arn })
  if (!next) return
  const { projectName, settings } = build
  const initiator = settings.initiator ?? ''
  const started = await startBuild(deps, db, plan, {
    projectName,
    input,
    initiator,
    autoRetry: next,
    at: deps.clock.now(),
  })
  await builds.recordOutcome(build.id, { autoRetryConfig: { ...config, nextAutoRetry: buildArn(plan, started.id) } })
}
