import type { ActionTypes } from '../action-types/action-type.ts'
import { findActionType } from '../action-types/index.ts'
import type { Pipeline } from '../pipeline.ts'
import { checkActions } from './check-actions.ts'
import { checkArtifactStores } from './check-artifact-stores.ts'
import { checkArtifacts } from './check-artifacts.ts'
import { checkConditions } from './check-conditions.ts'
import { checkNamespaces } from './check-namespaces.ts'
import { checkStages } from './check-stages.ts'
import { checkTriggers } from './check-triggers.ts'
import { checkType } from './check-type.ts'
import { checkVariables } from './check-variables.ts'

/**
 * Refuses a definition whose parts do not fit together, with the exception that AWS has for the first rule it breaks.
 * Lengths, patterns and enums were checked against the model before. `region` is the pipeline's,
 * `types` are those it may use: all that are always there unless it says more.
 */
export function checkPipeline(pipeline: Pipeline, region: string, types: ActionTypes = findActionType): void {
  checkStages(pipeline)
  checkType(pipeline)
  checkActions(pipeline, region, types)
  checkArtifactStores(pipeline, region)
  checkArtifacts(pipeline)
  checkVariables(pipeline)
  checkNamespaces(pipeline)
  checkConditions(pipeline)
  checkTriggers(pipeline)
}
