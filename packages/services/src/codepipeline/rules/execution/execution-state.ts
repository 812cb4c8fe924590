/**
 * What happens in an execution of a pipeline.
 *
 *            .--------------------------- next stage --------------------------.
 *            v                                                                 |
 *   new --> arriving --admitted--> before-entry --> acting --> after-success --+--> ended (Succeeded)
 *            |                        |   '--SKIP-----|-------------^          |
 *            |                        |               v                        v
 *            |                        '---------> after-failure ----------> ended (Failed) --retry--> returning --> acting
 *            '--superseded, stopped, outdated--> ended
 *
 * The phases around acting are there only while a condition is looked at. Stopping and a new version of the definition
 * end an execution as soon as no action of it runs any more.
 */
import type {
  ActionExecutionStatus,
  PipelineExecutionStatus,
  StageExecutionStatus,
  StageRetryMode,
} from '@aws-sdk/client-codepipeline'
import type { ExecutionPlan } from './execution-plan.ts'
import type { AdmissionFact } from './stage-admission.ts'

/** Why an action failed: a FailureType of the model, or a code that AWS has for its own faults. */
export interface ActionError {
  code: string
  message: string
}

export interface ActionState {
  name: string
  /** 1 the first time. */
  attempt: number
  /** Of this attempt. */
  actionExecutionId: string
  /** Absent when it is to be started again. */
  status?: ActionExecutionStatus
  /** Milliseconds since the epoch. */
  startedAt: number
  /** When it has failed for want of an answer. */
  expiresAt: number
  error?: ActionError
}

export interface StageState {
  /** Absent while it was not entered. */
  status?: StageExecutionStatus
  /** Those that were started at least once. */
  actions: ActionState[]
  /** How often a condition was looked at: tells a late answer from the one waited for. */
  checks: number
  retries: { automatic: number; manual: number }
}

export type Hook = 'beforeEntry' | 'onSuccess' | 'onFailure'

export type Phase =
  | 'new'
  | 'arriving'
  | 'returning'
  | 'before-entry'
  | 'acting'
  | 'after-success'
  | 'after-failure'
  | 'ended'

export interface ExecutionState {
  plan: ExecutionPlan
  status: PipelineExecutionStatus
  phase: Phase
  /** Index of the stage that it is in, or in front of. */
  at: number
  /** As many as the plan has. */
  stages: StageState[]
  /** Counts its arrivals and returns: tells an answer of the admission from a late one to an earlier request. */
  ticket: number
  stop?: { abandon: boolean; reason?: string }
  /** The definition has a newer version: nothing is started any more. */
  outdated: boolean
  /** What a retry that waits for the stage will do, and the status to go back to when it may not. */
  retry?: { mode: StageRetryMode; before: PipelineExecutionStatus }
  /** Nothing can come after its end: no retry. */
  final: boolean
  /** What the last step says to the admission of its pipeline, in order. */
  messages: AdmissionFact[]
}

export type ExecutionFact =
  | { type: 'admitted'; ticket: number }
  | { type: 'superseded' }
  | { type: 'return-refused'; ticket: number }
  | { type: 'overtaken'; stage: string }
  | { type: 'outdated' }
  | { type: 'action-ended'; actionExecutionId: string; error?: ActionError }
  | { type: 'condition-ended'; stage: string; check: number; passed: boolean }
  /** Somebody has the condition that is looked at pass (OverrideStageCondition). */
  | { type: 'condition-overridden'; stage: string; hook: Hook }
  | { type: 'stop'; abandon: boolean; reason?: string }
  | { type: 'retry'; stage: string; mode: StageRetryMode }

export type ExecutionCommand =
  | { type: 'start-action'; stage: string; action: string; actionExecutionId: string }
  /** Nobody waits for its end any more. */
  | { type: 'abandon-action'; stage: string; action: string; actionExecutionId: string }
  | { type: 'check-condition'; stage: string; hook: Hook; check: number }
  | { type: 'abandon-condition'; stage: string; check: number }
  /** Run the stage again as in the last execution that succeeded in it; an execution of its own. */
  | { type: 'roll-back'; stage: string }

export function newExecution(plan: ExecutionPlan): ExecutionState {
  const stage = (): StageState => ({ actions: [], checks: 0, retries: { automatic: 0, manual: 0 } })
  return {
    plan,
    status: 'InProgress',
    phase: 'new',
    at: 0,
    stages: plan.stages.map(stage),
    ticket: 0,
    outdated: false,
    final: false,
    messages: [],
  }
}
