import type { Engine } from '@towpath/engine'
import type { DeploymentRunDeps } from './runs/deployment-run.ts'
import { DEPLOYMENT_RUN, TARGET_RUN } from './runs/run-ids.ts'
import type { TargetRunDeps } from './runs/target-run.ts'

/** What deployments are given by the composition root to run. */
export type CodedeployRunDeps = DeploymentRunDeps & TargetRunDeps & { engine: Engine }

/** Makes the engine know this room's runs. To be called once, before its loop is started. */
export function registerCodedeployRuns(deps: CodedeployRunDeps): void {
  deps.engine.register({
    kind: DEPLOYMENT_RUN,
    load: async () => (await import('./runs/deployment-run.ts')).deploymentRun(deps),
  })
  deps.engine.register({ kind: TARGET_RUN, load: async () => (await import('./runs/target-run.ts')).targetRun(deps) })
}
