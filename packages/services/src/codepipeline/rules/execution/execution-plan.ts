import type { Condition, Result, StageRetryMode } from '@aws-sdk/client-codepipeline'
import { findActionType } from '../action-types/index.ts'
import type { Action, Pipeline, Stage } from '../pipeline.ts'

export interface ActionPlan {
  name: string
  runOrder: number
  /** Milliseconds until it has failed for want of an answer. */
  timeout: number
}

/** What a stage does around its actions. A hook with conditions names what follows when they do not hold. */
export interface StagePlan {
  name: string
  actions: ActionPlan[]
  beforeEntry?: Result
  onSuccess?: Result
  onFailure?: { result?: Result; retryMode?: StageRetryMode; conditions?: Result }
}

/** What an execution keeps from its beginning to its end. */
export interface ExecutionPlan {
  account: string
  region: string
  pipelineName: string
  executionId: string
  /** Place in the order of starts. */
  number: number
  /** Of the definition. */
  version: number
  stages: StagePlan[]
}

/** What every execution of a definition has to do, or, as a rollback, what is done in one stage of it. */
export function planStages({ stages }: Pipeline, rollbackOf?: string): StagePlan[] {
  if (rollbackOf === undefined) return stages.map(planStage)
  // A rollback that fails is not rolled back again: it would go on for ever.
  const stage = stages.find(({ name }) => name === rollbackOf)
  return stage ? [{ ...planStage(stage), onSuccess: undefined, onFailure: undefined }] : []
}

function planStage({ name, actions, beforeEntry, onSuccess, onFailure }: Stage): StagePlan {
  return {
    name,
    actions: actions.map((action) => ({
      name: action.name,
      runOrder: action.runOrder,
      timeout: actionTimeout(action),
    })),
    beforeEntry: resultOf(beforeEntry?.conditions, 'FAIL'),
    onSuccess: resultOf(onSuccess?.conditions, 'FAIL'),
    onFailure: onFailure && {
      result: onFailure.result,
      retryMode: onFailure.retryConfiguration?.retryMode,
      conditions: resultOf(onFailure.conditions, 'ROLLBACK'),
    },
  }
}

const resultOf = (conditions: Condition[] | undefined, otherwise: Result): Result | undefined =>
  conditions?.[0] && (conditions[0].result ?? otherwise)

const MINUTE = 60_000
const DEFAULT_MINUTES = 60
/** Of every custom action (documented). */
const CUSTOM_MINUTES = 24 * 60

/** How long an action may take, in milliseconds: what it says itself, else what its provider has (documented). */
export function actionTimeout({ timeoutInMinutes, actionTypeId }: Action): number {
  const otherwise = actionTypeId.owner === 'Custom' ? CUSTOM_MINUTES : DEFAULT_MINUTES
  return (timeoutInMinutes ?? findActionType(actionTypeId)?.timeoutInMinutes ?? otherwise) * MINUTE
}
