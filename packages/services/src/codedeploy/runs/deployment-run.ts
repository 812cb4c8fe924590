import type { Clock, Ids, Logger } from '@towpath/base'
import type { Engine, RunKind } from '@towpath/engine'
import type { Store } from '@towpath/storage'
import type { DeploymentEvents } from '../ports/deployment-events.ts'
import { applicationMissing } from '../rules/deployment-errors.ts'
import {
  advanceDeployment,
  type DeploymentCommand,
  type DeploymentFact,
  type DeploymentState,
} from '../rules/deployment-lifecycle.ts'
import type { TargetFact } from '../rules/target-lifecycle.ts'
import { Deployments } from '../state/deployments.ts'
import { type FetchDeps, fetchBundle } from './fetch-bundle.ts'
import { projectDeployment } from './project-deployment.ts'
import { type ResolveDeps, resolveTargets } from './resolve-targets.ts'
import { DEPLOYMENT_RUN, targetRunId } from './run-ids.ts'

export interface DeploymentRunDeps extends ResolveDeps, FetchDeps {
  store: Store
  engine: Pick<Engine, 'start' | 'deliver'>
  clock: Clock
  ids: Ids
  log: Logger
  events: DeploymentEvents
}

/** Targets called off in one transaction, so that none grows with the fleet. */
const CHUNK = 100

/** The run of a deployment: finds its targets, fetches its bundle, starts targets as they may be started. */
export function deploymentRun(deps: DeploymentRunDeps): RunKind<DeploymentState, DeploymentFact, DeploymentCommand> {
  const projectDeps = { engine: deps.engine, ids: deps.ids, events: deps.events, now: () => deps.clock.now() }
  return {
    kind: DEPLOYMENT_RUN,
    next: advanceDeployment,
    project: (db, run, before) => projectDeployment(projectDeps, db, run.state, before),
    async perform(command, act) {
      if (command.type === 'call-off') {
        await callOff(deps, command)
        return []
      }
      const found = await new Deployments(deps.store.db, command).find(command.deploymentId)
      // Its application was deleted.
      if (!found) return [{ type: 'refused', error: applicationMissing(`of ${command.deploymentId}`) }]
      switch (command.type) {
        case 'resolve-targets': {
          const options = { byZone: command.byZone, now: deps.clock.now(), signal: act.signal }
          return [await resolveTargets(deps, found, options)]
        }
        case 'fetch-bundle':
          return [await fetchBundle(deps, found, act.signal)]
      }
    },
    failed(command, error) {
      deps.log.error({ err: error, command: command.type }, 'A step of a deployment was given up')
      return [{ type: 'gave-up', command: command.type }]
    },
  }
}

/** The targets' runs are reached by number, not by their rows: those may be gone with their application. */
async function callOff(
  { store, engine }: DeploymentRunDeps,
  { deploymentId, reason, started }: DeploymentCommand & { type: 'call-off' },
): Promise<void> {
  const fact: TargetFact = { type: 'call-off', reason }
  for (let from = 0; from < started; from += CHUNK) {
    await store.transaction(async (db) => {
      for (let position = from; position < Math.min(started, from + CHUNK); position += 1) {
        await engine.deliver(db, targetRunId(deploymentId, position), [fact])
      }
    })
  }
}
