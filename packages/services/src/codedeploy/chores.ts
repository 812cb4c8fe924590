import type { Chore } from '@towpath/base'
import type { Engine } from '@towpath/engine'
import type { Store } from '@towpath/storage'
import type { DeploymentState } from './rules/deployment-lifecycle.ts'
import { wholeFleet } from './rules/schedule.ts'
import { DEPLOYMENT_RUN, targetRunId } from './runs/run-ids.ts'
import { deleteDeployments } from './state/deployments.ts'
import { oldDeployments } from './state/old-deployments.ts'

export interface CodedeployChoresDeps {
  store: Store
  engine: Pick<Engine, 'finished' | 'forget'>
  /** How long deployments that have ended are kept, in milliseconds; undefined: for ever. */
  historyKept: number | undefined
}

/** How long the runs of a deployment are kept after its end: agents may report late, and again. Milliseconds. */
const RUNS_KEPT = 7 * 86_400_000
/** Deployments in one transaction, each with all its targets. */
const LOT = 10

/** What keeps this room's tables from growing for ever. */
export function codedeployChores({ store, engine, historyKept }: CodedeployChoresDeps): Chore[] {
  const chores: Chore[] = [
    {
      name: 'codedeploy.runs',
      lot: (now) =>
        store.transaction(async (db) => {
          const asked = { kind: DEPLOYMENT_RUN, before: now - RUNS_KEPT, limit: LOT }
          const ended = await engine.finished(db, asked)
          for (const { id, state } of ended) await engine.forget(db, [...targetRuns(state as DeploymentState), id])
          return ended.length === LOT
        }),
    },
  ]
  if (historyKept !== undefined) {
    chores.push({
      name: 'codedeploy.deployments',
      lot: (now) =>
        store.transaction(async (db) => {
          const old = await oldDeployments(db, now - historyKept, LOT)
          await deleteDeployments(db, old)
          return old.length === LOT
        }),
    })
  }
  return chores
}

/** A deployment ends after all targets that it has started, so these have ended as well. */
function targetRuns({ plan, fleet }: DeploymentState): string[] {
  const started = fleet ? wholeFleet(fleet).started : 0
  return Array.from({ length: started }, (_, position) => targetRunId(plan.deploymentId, position))
}
