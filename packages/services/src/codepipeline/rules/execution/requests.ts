import type {
  ExecutionMode,
  PipelineExecutionStatus,
  StageExecutionStatus,
  StageRetryMode,
} from '@aws-sdk/client-codepipeline'
import {
  concurrentExecutionsLimitExceeded,
  conditionNotOverridable,
  duplicatedStopRequest,
  notLatestPipelineExecution,
  pipelineExecutionNotStoppable,
  stageNotRetryable,
  unableToRollbackStage,
} from '../../errors.ts'
import { QUOTAS } from '../quotas.ts'
import type { ExecutionState } from './execution-state.ts'
import { hasFailedAction, isActive } from './stage-actions.ts'
import type { AdmissionState } from './stage-admission.ts'

/*
 * What callers may ask of executions at this moment. The lifecycle takes the same requests as facts and passes over what
 * came too late; these say so to the caller.
 */

/** Refuses to start one more when as many as a pipeline takes are running or waiting; SUPERSEDED knows no such end. */
export function checkStart(mode: ExecutionMode, unfinished: number): void {
  if (mode !== 'SUPERSEDED' && unfinished >= QUOTAS.concurrentExecutions) {
    throw concurrentExecutionsLimitExceeded(QUOTAS.concurrentExecutions)
  }
}

/** An execution that waits for its actions may still be abandoned; any other second request is refused (documented). */
export function checkStop({ plan, status, phase, stop }: ExecutionState, { abandon }: { abandon: boolean }): void {
  if (phase === 'ended') throw pipelineExecutionNotStoppable(plan.executionId, status)
  if (status === 'Stopping' && (stop?.abandon || !abandon)) throw duplicatedStopRequest(plan.executionId)
}

/** Whether a stage of an execution may be retried now. `admission` is that of its pipeline. */
export function checkRetry(
  execution: ExecutionState,
  { stage: name, mode }: { stage: string; mode: StageRetryMode },
  admission: AdmissionState,
): void {
  const { plan, phase, status, at, stages } = execution
  const index = plan.stages.findIndex((stage) => stage.name === name)
  const stage = stages[index]
  const refuse = (why: string) =>
    stageNotRetryable(`The stage '${name}' of the pipeline execution ${plan.executionId} cannot be retried: ${why}`)
  if (plan.version !== admission.version) throw refuse('the structure of the pipeline was changed since')
  if (index !== at || !stage?.status || stage.status === 'Skipped') throw refuse('it did not end there')
  if (phase === 'returning') throw refuse('another retry of it is under way')
  const hasFailed = hasFailedAction(stage)
  if (phase === 'acting') {
    if (status === 'Stopping') throw refuse('the execution is being stopped')
    if (!hasFailed) throw refuse('no action of it has failed')
    if (mode === 'ALL_ACTIONS' && isActive(stage)) throw refuse('actions of it are still in progress')
    return
  }
  if (phase !== 'ended' || (!hasFailed && stage.status !== 'Stopped')) throw refuse('no action of it has failed')
  if (admission.mode === 'PARALLEL') return
  const last = admission.stages.find((each) => each.name === name)?.failed
  if (last?.executionId !== plan.executionId) throw notLatestPipelineExecution(name, plan.executionId)
}

/** A condition can be overridden while it is looked at, unless it would skip the stage (documented). */
export function checkOverride(
  { plan, phase, at }: ExecutionState,
  { stage, hook }: { stage: string; hook: 'beforeEntry' | 'onSuccess' },
): void {
  const current = plan.stages[at]
  const refuse = (why: string) =>
    conditionNotOverridable(`The condition ${hook} of the stage '${stage}' cannot be overridden: ${why}`)
  if (current?.name !== stage || phase !== (hook === 'beforeEntry' ? 'before-entry' : 'after-success')) {
    throw refuse(`it is not in progress in the pipeline execution ${plan.executionId}`)
  }
  if (hook === 'beforeEntry' && current.beforeEntry === 'SKIP') throw refuse('its result is SKIP')
}

/** What a rollback is to go back to, as history has it. */
export interface RollbackTarget {
  executionId: string
  version: number
  status: PipelineExecutionStatus
  isRollback: boolean
  /** How it ended in the stage that is rolled back; absent when it never came there. */
  stageStatus?: StageExecutionStatus
}

/** Whether a stage may be rolled back to an earlier execution now (documented). */
export function checkRollback(stage: string, target: RollbackTarget, admission: AdmissionState): void {
  const refuse = (why: string) => unableToRollbackStage(`The stage '${stage}' cannot be rolled back: ${why}`)
  const index = admission.stages.findIndex(({ name }) => name === stage)
  if (admission.mode === 'PARALLEL') throw refuse('rollback is not supported in PARALLEL mode')
  if (index === 0) throw refuse('it is the source stage')
  if (target.isRollback) throw refuse(`the pipeline execution ${target.executionId} is a rollback itself`)
  if (target.version !== admission.version) {
    throw refuse(`the pipeline execution ${target.executionId} ran in another version of the pipeline`)
  }
  if (target.stageStatus !== 'Succeeded') {
    throw refuse(`the pipeline execution ${target.executionId} did not succeed in it`)
  }
  if (admission.stages[index]?.holders.length) throw refuse('it is in progress')
}
