import type { Clock, Ids, Logger } from '@towpath/base'
import type { Engine, RunKind } from '@towpath/engine'
import type { Store } from '@towpath/storage'
import { applicationMissing } from '../rules/deployment-errors.ts'
import {
  advanceDeployment,
  type DeploymentCommand,
  type DeploymentFact,
  type DeploymentState,
} from '../rules/deployment-lifecycle.ts'
import { Deployments } from '../state/deployments.ts'
import { Targets } from '../state/targets.ts'
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
}

/** Targets called off in one transaction, so that none grows with the fleet. */
const CHUNK = 100

/** The run of a deployment: finds its targets, fetches its bundle, starts targets as they may be started. */
export function deploymentRun(deps: DeploymentRunDeps): RunKind<DeploymentState, DeploymentFact, DeploymentCommand> {
  const projectDeps = { engine: deps.engine, ids: deps.ids, now: () => deps.clock.now() }
  return {
    kind: DEPLOYMENT_RUN,
    next: advanceDeployment,
    project: (db, run, before) => projectDeployment(projectDeps, db, run.state, before),
    async perform(command, act) {
      const found = await new Deployments(deps.store.db, command).find(command.deploymentId)
      // Its application was deleted. Targets that were started end by themselves.
      if (!found) return [{ type: 'refused', error: applicationMissing(`of ${command.deploymentId}`) }]
      switch (command.type) {
        case 'resolve-targets': {
          const options = { byZone: command.byZone, now: deps.clock.now(), signal: act.signal }
          return [await resolveTargets(deps, found, options)]
        }
        case 'fetch-bundle':
          return [await fetchBundle(deps, found, act.signal)]
        case 'call-off':
          await callOff(deps, found, command.reason)
          return []
      }
    },
    failed(command, error) {
      deps.log.error({ err: error, command: command.type }, 'A step of a deployment was given up')
      return [{ type: 'gave-up', command: command.type }]
    },
  }
}

async function callOff(
  deps: DeploymentRunDeps,
  of: { id: string; account: string; region: string },
  reason: 'stopped' | 'timed-out',
): Promise<void> {
  const positions = await new Targets(deps.store.db, of).inFlight(of.id)
  for (let from = 0; from < positions.length; from += CHUNK) {
    await deps.store.transaction(async (db) => {
      for (const position of positions.slice(from, from + CHUNK)) {
        await deps.engine.deliver(db, targetRunId(of.id, position), [{ type: 'call-off', reason }])
      }
    })
  }
}
