import type {
  ActionState,
  RetryStageMetadata,
  RuleState,
  StageConditionState,
  StageExecution as StageExecutionAnswer,
  StageState,
  TransitionState,
} from '@aws-sdk/client-codepipeline'
import type { ActionTypes } from '../rules/action-types/action-type.ts'
import { filledAddress } from '../rules/action-types/custom-action-type.ts'
import type { Hook } from '../rules/execution/execution-state.ts'
import type { Action, Stage } from '../rules/pipeline.ts'
import type { ActionExecution } from '../state/action-executions.ts'
import type { ConditionCheck } from '../state/condition-checks.ts'
import type { ExecutionRecord } from '../state/executions.ts'
import type { RuleExecution } from '../state/rule-executions.ts'
import type { StageExecution } from '../state/stage-executions.ts'
import type { DisabledTransition } from '../state/transitions.ts'
import { executionType } from './execution.ts'
import { errorDetails } from './work-execution.ts'

/** All that is known of a pipeline at this moment, over all its executions. */
export interface PipelineSnapshot {
  /** Closed ways into stages. */
  disabled: DisabledTransition[]
  /** Executions in front of stages, the oldest first. */
  inbound: ExecutionRecord[]
  /** Of each stage the execution that entered it last. */
  latestStages: StageExecution[]
  /** Those of `latestStages`. */
  executions: ExecutionRecord[]
  /** Of each action the attempt that was started last. */
  latestActions: ActionExecution[]
  /** Of each condition the check that was begun last, with its rules. */
  latestChecks: (ConditionCheck & { rules: RuleExecution[] })[]
  types: ActionTypes
}

/** One stage as GetPipelineState answers it. */
export function stageState(stage: Stage, snapshot: PipelineSnapshot): StageState {
  const inbound = snapshot.inbound.filter(({ inboundStage }) => inboundStage === stage.name).map(inboundExecution)
  const latest = snapshot.latestStages.find((each) => each.stage === stage.name)
  return {
    stageName: stage.name,
    inboundExecution: inbound[0],
    inboundExecutions: inbound,
    inboundTransitionState: transitionState(snapshot.disabled.find((each) => each.stage === stage.name)),
    actionStates: stage.actions.map((action) => actionState(stage, action, snapshot)),
    latestExecution: latest && latestExecution(latest, snapshot.executions),
    beforeEntryConditionState: conditionState(stage, 'beforeEntry', snapshot),
    onSuccessConditionState: conditionState(stage, 'onSuccess', snapshot),
    onFailureConditionState: conditionState(stage, 'onFailure', snapshot),
    retryStageMetadata: latest && retryMetadata(latest),
  }
}

const inboundExecution = (execution: ExecutionRecord): StageExecutionAnswer => ({
  pipelineExecutionId: execution.id,
  status: execution.status === 'Stopping' ? 'Stopping' : 'InProgress',
  type: executionType(execution),
})

function latestExecution({ executionId, status }: StageExecution, executions: ExecutionRecord[]): StageExecutionAnswer {
  const execution = executions.find(({ id }) => id === executionId)
  return { pipelineExecutionId: executionId, status, type: execution && executionType(execution) }
}

function transitionState(disabled: DisabledTransition | undefined): TransitionState {
  if (!disabled) return { enabled: true }
  return {
    enabled: false,
    lastChangedBy: disabled.changedBy,
    lastChangedAt: new Date(disabled.changedAt),
    disabledReason: disabled.reason,
  }
}

/** The automatic retry comes once, and first. */
function retryMetadata({ retries: { automatic, manual } }: StageExecution): RetryStageMetadata | undefined {
  if (automatic + manual === 0) return undefined
  return {
    autoStageRetryAttempt: automatic,
    manualStageRetryAttempt: manual,
    latestRetryTrigger: manual > 0 ? 'ManualStageRetry' : 'AutomatedStageRetry',
  }
}

/** An action that was never started has no latest execution. */
function actionState(stage: Stage, action: Action, { latestActions, types }: PipelineSnapshot): ActionState {
  const settings = types(action.actionTypeId)?.settings
  const latest = latestActions.find((each) => each.stage === stage.name && each.action === action.name)
  const address = (template: string | undefined) =>
    filledAddress(template, action.configuration, latest?.externalExecutionId)
  const revision = latest?.output.revision
  return {
    actionName: action.name,
    currentRevision: revision && {
      revisionId: revision.id,
      revisionChangeId: revision.changeId ?? revision.id,
      created: new Date(revision.createdAt ?? latest.updatedAt),
    },
    latestExecution: latest && {
      ...progress(latest),
      actionExecutionId: latest.id,
      status: latest.status,
      // Shown only while there is something to answer (documented).
      token: latest.status === 'InProgress' ? latest.token : undefined,
      percentComplete: latest.percentComplete,
    },
    entityUrl: address(settings?.entityUrlTemplate),
    revisionUrl: revision?.url ?? address(settings?.revisionUrlTemplate),
  }
}

const progress = (execution: ActionExecution | RuleExecution) => ({
  summary: execution.summary,
  lastStatusChange: new Date(execution.updatedAt),
  lastUpdatedBy: execution.updatedBy,
  externalExecutionId: execution.externalExecutionId,
  externalExecutionUrl: execution.externalExecutionUrl,
  errorDetails: errorDetails(execution.error),
})

/** Undefined where the stage has no condition there. */
function conditionState(stage: Stage, hook: Hook, { latestChecks }: PipelineSnapshot): StageConditionState | undefined {
  const conditions = stage[hook]?.conditions
  if (!conditions?.length) return undefined
  const latest = latestChecks.find((check) => check.stage === stage.name && check.hook === hook)
  return {
    latestExecution: latest && { status: latest.status, summary: latest.summary },
    conditionStates: conditions.map(({ rules = [] }) => ({
      latestExecution: latest && {
        status: latest.status,
        summary: latest.summary,
        lastStatusChange: new Date(latest.updatedAt),
      },
      ruleStates: rules.map(({ name }) =>
        ruleState(
          name,
          latest?.rules.find((each) => each.rule === name),
        ),
      ),
    })),
  }
}

const ruleState = (ruleName: string | undefined, latest: RuleExecution | undefined): RuleState => ({
  ruleName,
  latestExecution: latest && { ...progress(latest), ruleExecutionId: latest.id, status: latest.status },
})
