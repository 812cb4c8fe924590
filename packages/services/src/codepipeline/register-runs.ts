import type { Engine } from '@towpath/engine'
import { type ActionRunDeps, actionRun } from './runs/action-run.ts'
import { admissionRun } from './runs/admission-run.ts'
import { type ConditionRunDeps, conditionRun } from './runs/condition-run.ts'
import { executionRun } from './runs/execution-run.ts'
import type { ProjectExecutionDeps } from './runs/project-execution.ts'

/** What executions are given by the composition root to run. */
export type CodepipelineRunDeps = ActionRunDeps & ConditionRunDeps & ProjectExecutionDeps & { engine: Engine }

/** Makes the engine know this room's runs. To be called once, before its loop is started. */
export function registerCodepipelineRuns(deps: CodepipelineRunDeps): void {
  deps.engine.register(executionRun(deps))
  deps.engine.register(admissionRun(deps))
  deps.engine.register(actionRun(deps))
  deps.engine.register(conditionRun(deps))
}
