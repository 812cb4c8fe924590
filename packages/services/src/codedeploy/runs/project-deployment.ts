import type { DeploymentStatus } from '@aws-sdk/client-codedeploy'
import { inPlaceEvents } from '@towpath/agent-link'
import type { Ids } from '@towpath/base'
import type { Engine } from '@towpath/engine'
import type { Database } from '@towpath/storage'
import type { DeploymentEvents } from '../ports/deployment-events.ts'
import { type DeploymentState, newlyStarted } from '../rules/deployment-lifecycle.ts'
import { rollsBack } from '../rules/rollback.ts'
import { wholeFleet } from '../rules/schedule.ts'
import { newTarget } from '../rules/target-lifecycle.ts'
import { DeploymentGroups, type LastDeployment } from '../state/deployment-groups.ts'
import { type Deployment, type DeploymentProgress, Deployments } from '../state/deployments.ts'
import { TargetHealth } from '../state/target-health.ts'
import { Targets } from '../state/targets.ts'
import { rollBack } from './roll-back.ts'
import { TARGET_RUN, targetRunId } from './run-ids.ts'
import type { TargetRunState } from './target-run.ts'

export interface ProjectDeps {
  engine: Pick<Engine, 'start'>
  ids: Ids
  events: DeploymentEvents
  now(): number
}

/** Brings the tables up to date with the state of a deployment's run, and starts the targets that it has started. */
export async function projectDeployment(
  deps: ProjectDeps,
  db: Database,
  state: DeploymentState,
  before: DeploymentState | undefined,
): Promise<void> {
  await startTargets(deps, db, state, before)
  if (statusOf(state) === (before ? statusOf(before) : 'Created')) return
  if (state.phase === 'ended') await deps.events.ended(db, state.plan)
  const deployment = await new Deployments(db, state.plan).find(state.plan.deploymentId)
  // Its application was deleted: nobody can ask for it any more.
  if (!deployment) return
  if (state.phase === 'ended') {
    await skipTheRest(db, state)
    await cleanUp(db, deployment, state)
  }
  await recordProgress(db, deployment, state)
  if (state.phase === 'ended' && isRolledBack(state)) await rollBack(deps, db, deployment, deps.now())
}

function statusOf({ phase, ending }: DeploymentState): DeploymentStatus {
  switch (phase) {
    case 'created':
    case 'resolving':
    case 'fetching':
      return 'Created'
    case 'deploying':
    case 'calling-off':
      return 'InProgress'
    case 'ended':
      if (!ending) throw new Error('A deployment ended without an outcome.')
      return ending.status
  }
}

async function startTargets(
  deps: ProjectDeps,
  db: Database,
  { plan, fleet }: DeploymentState,
  before: DeploymentState | undefined,
): Promise<void> {
  const { from, to } = newlyStarted(before?.fleet, fleet)
  if (from === to) return
  const targets = new Targets(db, plan)
  const now = deps.now()
  for (const record of await targets.range(plan.deploymentId, from, to)) {
    const { position, targetId, hostIdentifier, zone } = record
    const state: TargetRunState = {
      account: plan.account,
      region: plan.region,
      deploymentId: plan.deploymentId,
      position,
      targetId,
      hostIdentifier,
      zone,
      groupId: plan.groupId,
      revision: plan.revision,
      target: newTarget(
        record.events.map(({ name }) => name),
        plan,
        now,
      ),
    }
    await deps.engine.start(db, TARGET_RUN, targetRunId(plan.deploymentId, position), state)
  }
}

async function skipTheRest(db: Database, { plan, fleet, endedAt = 0 }: DeploymentState): Promise<void> {
  const started = fleet ? wholeFleet(fleet).started : 0
  const events = inPlaceEvents({ loadBalancer: false }).map(({ name }) => ({
    name,
    status: 'Skipped' as const,
    endedAt,
  }))
  await new Targets(db, plan).skipFrom(plan.deploymentId, started, events, endedAt)
}

/**
 * Of each group only the bundle of the last success is kept: for rolling back to it. Of a group that was deleted meanwhile
 * nothing is.
 */
async function cleanUp(db: Database, deployment: Deployment, state: DeploymentState): Promise<void> {
  const group = await new DeploymentGroups(db, deployment).findById(deployment.groupId)
  if (!group) await new TargetHealth(db).forgetGroup(deployment.groupId)
  const isKept = group !== undefined && statusOf(state) === 'Succeeded'
  const superseded = isKept ? group.lastSuccessful?.deploymentId : deployment.id
  if (superseded !== undefined) await new Deployments(db, deployment).releaseBundle(superseded)
}

async function recordProgress(db: Database, deployment: Deployment, state: DeploymentState): Promise<void> {
  const { plan, startedAt, endedAt } = state
  const ended = state.phase === 'ended'
  const progress: DeploymentProgress = {
    status: statusOf(state),
    startedAt,
    completedAt: endedAt,
    error: ended ? state.ending?.error : undefined,
    overview: ended ? await new Targets(db, plan).overview(plan.deploymentId) : undefined,
  }
  await new Deployments(db, plan).recordProgress(plan.deploymentId, progress)
  const last: LastDeployment = {
    deploymentId: plan.deploymentId,
    status: progress.status,
    createTime: plan.createdAt,
    endTime: endedAt,
  }
  const groups = new DeploymentGroups(db, plan)
  // The target revision changes with a success only (documented).
  if (progress.status === 'Succeeded') await groups.recordSuccess(plan.groupId, last, deployment.request.revision)
  else await groups.recordAttempt(plan.groupId, last)
}

function isRolledBack({ plan, ending, fleet }: DeploymentState): boolean {
  if (!ending) return false
  return rollsBack({
    status: ending.status,
    creator: plan.creator,
    touchedHosts: fleet !== undefined && wholeFleet(fleet).started > 0,
    autoRollback: plan.autoRollback,
    rollbackOnStop: ending.rollbackOnStop,
  })
}
