import type { PipelineExecutionStatus, StageExecutionStatus, StageRetryMode } from '@aws-sdk/client-codepipeline'
import { actionExecutionId } from './action-execution-id.ts'
import type { ActionPlan, StagePlan } from './execution-plan.ts'
import type {
  ActionState,
  ExecutionCommand,
  ExecutionFact,
  ExecutionState,
  Hook,
  Phase,
  StageState,
} from './execution-state.ts'
import {
  abandonActions,
  endAction,
  expireActions,
  hasFailedAction,
  isActive,
  resetActions,
  runningActions,
  startAction,
} from './stage-actions.ts'
import type { AdmissionFact } from './stage-admission.ts'
import { stageProgress } from './stage-progress.ts'

export interface AdvancedExecution {
  state: ExecutionState
  commands: ExecutionCommand[]
  wakeAt?: number
  /** Nothing can happen to it any more: ended, and not to be retried. */
  done: boolean
}

/** The execution after `facts` and after what the time of day brings about. Late facts change nothing. */
export function advanceExecution(
  before: ExecutionState,
  facts: readonly ExecutionFact[],
  now: number,
): AdvancedExecution {
  const step = new ExecutionStep(before, now)
  step.begin()
  for (const fact of facts) step.apply(fact)
  step.expire()
  step.schedule()
  const { state, commands } = step
  return { state, commands, wakeAt: step.nextExpiry(), done: state.phase === 'ended' && state.final }
}

const CONDITION_PHASES: Partial<Record<Phase, Hook>> = {
  'before-entry': 'beforeEntry',
  'after-success': 'onSuccess',
  'after-failure': 'onFailure',
}

/** One step: a copy of the state, which the methods change in place, and what follows from it. */
class ExecutionStep {
  readonly state: ExecutionState
  readonly commands: ExecutionCommand[] = []
  readonly #now: number

  constructor(before: ExecutionState, now: number) {
    this.state = { ...structuredClone(before), messages: [] }
    this.#now = now
  }

  begin(): void {
    if (this.state.phase === 'new') this.#arrive(0)
  }

  apply(fact: ExecutionFact): void {
    const { state } = this
    switch (fact.type) {
      case 'admitted':
        if (fact.ticket === state.ticket) this.#admitted()
        return
      case 'superseded':
        if (state.phase === 'arriving') this.#end('Superseded')
        return
      case 'return-refused':
        if (state.phase === 'returning' && fact.ticket === state.ticket) {
          this.#stayEnded()
          state.final = true
        }
        return
      case 'overtaken':
        // A return that is under way comes too late, and will be refused.
        if ((state.phase === 'ended' || state.phase === 'returning') && fact.stage === this.#plan.name) {
          state.final = true
        }
        return
      case 'outdated':
        this.#outdate()
        return
      case 'action-ended':
        endAction(this.#stage, fact.actionExecutionId, fact.error)
        return
      case 'condition-ended':
        if (CONDITION_PHASES[state.phase] && fact.stage === this.#plan.name && fact.check === this.#stage.checks) {
          this.#conditionEnded(fact.passed)
        }
        return
      case 'condition-overridden':
        this.#override(fact.stage, fact.hook)
        return
      case 'stop':
        this.#stop(fact.abandon, fact.reason)
        return
      case 'retry':
        if (fact.stage === this.#plan.name) this.#retry(fact.mode)
    }
  }

  /** What the time of day brings about. */
  expire(): void {
    for (const action of expireActions(this.#stage, this.#now)) this.#tellAbandoned(action)
  }

  /** Starts what can start, and goes on when a stage is over. */
  schedule(): void {
    const { state } = this
    if (state.phase !== 'acting') return
    if (state.stop || state.outdated) {
      if (!isActive(this.#stage)) this.#end(state.stop ? 'Stopped' : 'Cancelled')
      return
    }
    const progress = stageProgress(this.#plan, this.#stage)
    if (progress.step === 'start') for (const action of progress.actions) this.#start(action)
    if (progress.step === 'succeeded') this.#succeeded()
    if (progress.step === 'failed') this.#failed()
  }

  nextExpiry(): number | undefined {
    const times = runningActions(this.#stage).map(({ expiresAt }) => expiresAt)
    return times.length > 0 ? Math.min(...times) : undefined
  }

  get #plan(): StagePlan {
    return this.state.plan.stages[this.state.at] ?? { name: '', actions: [] }
  }

  get #stage(): StageState {
    const stage = this.state.stages[this.state.at]
    if (!stage) throw new Error(`Execution ${this.state.plan.executionId} has no stage ${this.state.at}`)
    return stage
  }

  #arrive(at: number, from?: string): void {
    this.state.at = at
    this.state.phase = 'arriving'
    this.state.ticket += 1
    this.#say({ from, to: this.#plan.name })
  }

  #say(move: { from?: string; to?: string; failed?: boolean }): void {
    const { plan, ticket } = this.state
    const { executionId, number, version } = plan
    const fact: AdmissionFact = { type: 'moved', executionId, number, ticket, version, ...move }
    this.state.messages.push(fact)
  }

  #admitted(): void {
    const { state } = this
    if (state.phase === 'arriving') {
      this.#stage.status = 'InProgress'
      if (this.#plan.beforeEntry) this.#check('before-entry')
      else state.phase = 'acting'
    } else if (state.phase === 'returning' && state.retry) {
      this.#reset(state.retry.mode)
      this.#stage.retries.manual += 1
      state.retry = undefined
    }
  }

  #check(phase: Phase): void {
    const hook = CONDITION_PHASES[phase]
    if (!hook) return
    this.state.phase = phase
    this.#stage.checks += 1
    this.commands.push({ type: 'check-condition', stage: this.#plan.name, hook, check: this.#stage.checks })
  }

  #conditionEnded(passed: boolean): void {
    const { phase, stop, outdated } = this.state
    if (stop || outdated) {
      this.#end(stop ? 'Stopped' : 'Cancelled')
      return
    }
    if (phase === 'before-entry') {
      if (passed) this.state.phase = 'acting'
      else if (this.#plan.beforeEntry === 'SKIP') this.#goOn('Skipped')
      else this.#failFor(undefined)
    } else if (phase === 'after-success') {
      if (passed) this.#goOn('Succeeded')
      else this.#failFor(this.#plan.onSuccess)
    } else if (phase === 'after-failure') {
      this.#failFor(passed ? undefined : this.#plan.onFailure?.conditions)
    }
  }

  #override(stage: string, hook: Hook): void {
    if (stage !== this.#plan.name || CONDITION_PHASES[this.state.phase] !== hook || hook === 'onFailure') return
    this.commands.push({ type: 'abandon-condition', stage, check: this.#stage.checks })
    this.#conditionEnded(true)
  }

  #start(plan: ActionPlan): void {
    const { executionId } = this.state.plan
    const stage = this.#plan.name
    const { name: action, actionExecutionId: id } = startAction(this.#stage, plan, this.#now, (attempt) =>
      actionExecutionId(executionId, stage, plan.name, attempt),
    )
    this.commands.push({ type: 'start-action', stage, action, actionExecutionId: id })
  }

  #tellAbandoned({ name: action, actionExecutionId: id }: ActionState): void {
    this.commands.push({ type: 'abandon-action', stage: this.#plan.name, action, actionExecutionId: id })
  }

  #succeeded(): void {
    if (this.#plan.onSuccess) this.#check('after-success')
    else this.#goOn('Succeeded')
  }

  #goOn(status: StageExecutionStatus): void {
    this.#stage.status = status
    const { at, plan } = this.state
    if (at + 1 < plan.stages.length) this.#arrive(at + 1, this.#plan.name)
    else this.#end('Succeeded')
  }

  /** Actions of the stage have failed, and none runs. */
  #failed(): void {
    const { onFailure } = this.#plan
    if (onFailure?.result === 'RETRY' && this.#stage.retries.automatic === 0) {
      this.#stage.retries.automatic = 1
      this.#reset(onFailure.retryMode ?? 'FAILED_ACTIONS')
      this.schedule()
      return
    }
    if (onFailure?.conditions) {
      this.#check('after-failure')
      return
    }
    this.#failFor(onFailure?.result)
  }

  #failFor(result: string | undefined): void {
    if (result === 'ROLLBACK') this.commands.push({ type: 'roll-back', stage: this.#plan.name })
    this.#end('Failed')
  }

  #stop(abandon: boolean, reason: string | undefined): void {
    const { state } = this
    if (state.phase === 'ended') return
    if (state.phase === 'returning') {
      // It may have been admitted already, and then has to leave again.
      this.#stayEnded()
      this.#say({ from: this.#plan.name, failed: true })
      return
    }
    state.stop = { abandon, reason }
    if (abandon) for (const action of abandonActions(this.#stage)) this.#tellAbandoned(action)
    if (state.phase === 'acting' && isActive(this.#stage)) {
      state.status = 'Stopping'
      this.#stage.status = 'Stopping'
      return
    }
    this.#abandonCondition()
    this.#end('Stopped')
  }

  #abandonCondition(): void {
    if (!CONDITION_PHASES[this.state.phase]) return
    this.commands.push({ type: 'abandon-condition', stage: this.#plan.name, check: this.#stage.checks })
  }

  #outdate(): void {
    const { state } = this
    state.outdated = true
    if (state.phase === 'ended') state.final = true
    else if (state.phase === 'returning') {
      this.#stayEnded()
      this.#say({ from: this.#plan.name })
      state.final = true
    } else if (state.phase !== 'acting') {
      this.#abandonCondition()
      this.#end('Cancelled')
    }
  }

  #retry(mode: StageRetryMode): void {
    const { state } = this
    if (state.stop && state.phase !== 'ended') return
    if (state.phase === 'acting' && !state.outdated) {
      // Failed ones may start again while others of the stage still run (documented).
      if (mode !== 'FAILED_ACTIONS' || !hasFailedAction(this.#stage)) return
      this.#stage.retries.manual += 1
      this.#reset(mode)
      return
    }
    if (state.phase !== 'ended' || state.final) return
    state.retry = { mode, before: state.status }
    state.phase = 'returning'
    state.status = 'InProgress'
    state.ticket += 1
    const { executionId, number, version } = state.plan
    const { ticket } = state
    state.messages.push({ type: 'returned', executionId, number, ticket, version, stage: this.#plan.name })
  }

  /** Has the stage run again: what failed or was abandoned, or all of it. */
  #reset(mode: StageRetryMode): void {
    const { state } = this
    resetActions(this.#stage, mode)
    this.#stage.status = 'InProgress'
    state.status = 'InProgress'
    state.phase = 'acting'
    state.stop = undefined
  }

  /** A retry that may not begin, or was stopped before: as if it had not been asked for. */
  #stayEnded(): void {
    const { state } = this
    state.status = state.retry?.before ?? state.status
    state.phase = 'ended'
    state.retry = undefined
  }

  #end(status: PipelineExecutionStatus): void {
    const { state } = this
    const entered = state.phase !== 'arriving'
    const stage = this.#stage
    if (status === 'Failed' || (entered && (status === 'Stopped' || status === 'Cancelled'))) stage.status = status
    const mayReturn = entered && canBeRetried(status, stage) && !state.outdated
    this.#say({ from: this.#plan.name, failed: mayReturn })
    state.status = status
    state.phase = 'ended'
    state.final = !mayReturn
  }
}

/** A stage in which an action failed, and one that was stopped, can be gone back to (documented). */
function canBeRetried(status: PipelineExecutionStatus, stage: StageState): boolean {
  return status === 'Stopped' || (status === 'Failed' && hasFailedAction(stage))
}
