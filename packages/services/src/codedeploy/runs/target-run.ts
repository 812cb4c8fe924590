import type { Engine, RunKind } from '@towpath/engine'
import type { Database } from '@towpath/storage'
import type { HostSignals } from '../ports/host-commands.ts'
import type { DeploymentFact } from '../rules/deployment-lifecycle.ts'
import { advanceTarget, deadline, hasEnded, type Target, type TargetFact } from '../rules/target-lifecycle.ts'
import { TargetHealth } from '../state/target-health.ts'
import { Targets } from '../state/targets.ts'
import { deploymentRunId, TARGET_RUN } from './run-ids.ts'

/** One target of one deployment. Small, and all that a host's report touches besides the row the API shows. */
export interface TargetRunState {
  account: string
  region: string
  deploymentId: string
  position: number
  targetId: string
  hostIdentifier: string
  /** The zone it is counted in. */
  zone: string
  groupId: string
  /** See revisionIdentity: what the target runs once it has succeeded. */
  revision: string
  target: Target
}

export interface TargetRunDeps {
  engine: Pick<Engine, 'deliver'>
  hosts: HostSignals
}

/** The run of one target. It acts on nothing: its host asks for commands and reports. */
export function targetRun(deps: TargetRunDeps): RunKind<TargetRunState, TargetFact, never> {
  return {
    kind: TARGET_RUN,
    next(state, facts, now) {
      const target = advanceTarget(state.target, facts, now)
      return { state: { ...state, target }, commands: [], wakeAt: deadline(target), done: hasEnded(target) }
    },
    project: (db, run, before) => project(deps, db, run.state, before),
    perform: async () => {
      throw new Error('The run of a target has no commands.')
    },
    failed: () => [],
  }
}

async function project(deps: TargetRunDeps, db: Database, state: TargetRunState, before: TargetRunState | undefined) {
  const { deploymentId, position, target } = state
  await new Targets(db, state).save(deploymentId, position, target)
  if (isFreeForMore(target, before?.target)) deps.hosts.commandOffered(state)
  if (!hasEnded(target)) return
  if (target.status !== 'Skipped') await rememberHealth(db, state)
  const ended: DeploymentFact = { type: 'target-ended', zone: state.zone, outcome: outcome(target) }
  await deps.engine.deliver(db, deploymentRunId(deploymentId), [ended])
}

/** Whether its host may have something else to run now: the next event, or the command of another deployment. */
function isFreeForMore(target: Target, before: Target | undefined): boolean {
  const next = target.command !== undefined && target.command.event !== before?.command?.event
  const ended = before?.command?.acknowledged !== undefined && target.command?.acknowledged === undefined
  return next || ended
}

/** A target that was not tried keeps its health (documented); of one that failed nobody knows what it runs. */
async function rememberHealth(db: Database, { groupId, targetId, revision, target }: TargetRunState): Promise<void> {
  const healthy = target.status === 'Succeeded'
  await new TargetHealth(db).record(
    groupId,
    targetId,
    { healthy, revision: healthy ? revision : undefined },
    target.updatedAt,
  )
}

function outcome({ status }: Target): 'Succeeded' | 'Failed' | 'Skipped' {
  if (status === 'Pending' || status === 'InProgress') throw new Error(`A target ended as ${status}.`)
  return status
}
