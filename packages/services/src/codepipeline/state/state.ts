import type { SealingKey } from '@towpath/base'
import type { Database } from '@towpath/storage'
import { ActionExecutions } from './action-executions.ts'
import { Artifacts } from './artifacts.ts'
import { ConditionChecks } from './condition-checks.ts'
import { CustomActionTypes } from './custom-action-types.ts'
import { Executions } from './executions.ts'
import { Jobs } from './jobs.ts'
import { Pipelines } from './pipelines.ts'
import { RuleExecutions } from './rule-executions.ts'
import { StageExecutions } from './stage-executions.ts'
import type { Scope } from './tables.ts'
import { ResourceTags } from './tags.ts'
import { Transitions } from './transitions.ts'
import { Webhooks } from './webhooks.ts'

/** This room's tables behind named questions, for one account and region and within one transaction or none. */
export function codepipelineState(db: Database, scope: Scope, sealing: SealingKey) {
  return {
    pipelines: new Pipelines(db, scope, sealing),
    resourceTags: new ResourceTags(db),
    transitions: new Transitions(db),
    executions: new Executions(db, scope),
    stageExecutions: new StageExecutions(db),
    actionExecutions: new ActionExecutions(db, scope),
    artifacts: new Artifacts(db),
    conditionChecks: new ConditionChecks(db),
    ruleExecutions: new RuleExecutions(db, scope),
    customActionTypes: new CustomActionTypes(db, scope),
    jobs: new Jobs(db, scope, sealing),
    webhooks: new Webhooks(db, scope, sealing),
  }
}
