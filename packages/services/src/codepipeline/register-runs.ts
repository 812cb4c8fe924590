import type { Engine } from '@towpath/engine'
import type { ProviderTable } from './providers/provider.ts'
import type { RuleProviderTable } from './providers/rule.ts'
import type { ActionRunDeps } from './runs/action-run.ts'
import type { ConditionRunDeps } from './runs/condition-run.ts'
import type { ProjectExecutionDeps } from './runs/project-execution.ts'
import { ACTION_RUN, ADMISSION_RUN, CONDITION_RUN, EXECUTION_RUN } from './runs/run-ids.ts'

/** What executions are given by the composition root to run. Providers are asked for when the first action is to run. */
export type CodepipelineRunDeps = Omit<
  ActionRunDeps & ConditionRunDeps & ProjectExecutionDeps,
  'providers' | 'rules'
> & {
  engine: Engine
  providers(): Promise<ProviderTable>
  rules(): Promise<RuleProviderTable>
}

/** Makes the engine know this room's runs. To be called once, before its loop is started. */
export function registerCodepipelineRuns(deps: CodepipelineRunDeps): void {
  const { engine } = deps
  engine.register({
    kind: EXECUTION_RUN,
    load: async () => (await import('./runs/execution-run.ts')).executionRun(deps),
  })
  engine.register({
    kind: ADMISSION_RUN,
    load: async () => (await import('./runs/admission-run.ts')).admissionRun(deps),
  })
  engine.register({
    kind: ACTION_RUN,
    async load() {
      const { actionRun } = await import('./runs/action-run.ts')
      return actionRun({ ...deps, providers: await deps.providers() })
    },
  })
  engine.register({
    kind: CONDITION_RUN,
    async load() {
      const { conditionRun } = await import('./runs/condition-run.ts')
      return conditionRun({ ...deps, rules: await deps.rules() })
    },
  })
}
