import type { Engine } from '@towpath/engine'
import { type DeploymentRunDeps, deploymentRun } from './runs/deployment-run.ts'
import { type TargetRunDeps, targetRun } from './runs/target-run.ts'

/** What deployments are given by the composition root to run. */
export type CodedeployRunDeps = DeploymentRunDeps & TargetRunDeps & { engine: Engine }

/** Makes the engine know this room's runs. To be called once, before its loop is started. */
export function registerCodedeployRuns(deps: CodedeployRunDeps): void {
  deps.engine.register(deploymentRun(deps))
  deps.engine.register(targetRun(deps))
}
