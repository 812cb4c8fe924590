import type { Clock } from '@towpath/base'
import type { Engine, RunKind } from '@towpath/engine'
import {
  type ActionCommand,
  type ActionFact,
  type ActionWork,
  advanceAction,
} from '../rules/execution/action-lifecycle.ts'
import type { FillableTexts } from '../rules/execution/fill-in.ts'
import { type PerformActionDeps, performAction } from './perform-action.ts'
import { projectAction } from './project-action.ts'
import { gaveUp } from './provider-answers.ts'
import { ACTION_RUN } from './run-ids.ts'
import type { InputArtifact } from './work-texts.ts'

/** One attempt at an action, with all that its provider is handed but roles and secrets. */
export interface ActionRunState {
  account: string
  region: string
  pipelineId: string
  pipelineName: string
  /** Of the definition. */
  version: number
  executionId: string
  stage: string
  action: string
  actionExecutionId: string
  namespace?: string
  /** Milliseconds since the epoch. */
  startedAt: number
  /** Variables are filled in; secrets are masked. */
  texts: FillableTexts
  inputs: InputArtifact[]
  outputs: InputArtifact[]
  sourceRevisions: { revisionType: string; revisionValue: string }[]
  work: ActionWork
}

export interface ActionRunDeps extends PerformActionDeps {
  clock: Clock
  engine: Pick<Engine, 'read' | 'deliver'>
}

/** The run of an action: has its provider begin it, look at it and abandon it. */
export function actionRun(deps: ActionRunDeps): RunKind<ActionRunState, ActionFact, ActionCommand> {
  return {
    kind: ACTION_RUN,
    next(state, facts, now) {
      const { work, commands, wakeAt } = advanceAction(state.work, facts, now)
      return { state: { ...state, work }, commands, wakeAt, done: work.phase === 'ended' }
    },
    async project(db, { state }, before) {
      // What was written when it was begun is still right, unless that was its end.
      if (before || state.work.end) await projectAction(deps, db, state)
    },
    async perform(command, { runId, signal }) {
      const run = await deps.engine.read(deps.store.db, runId)
      return run ? performAction(deps, run.state as ActionRunState, command, signal) : []
    },
    failed(command, error) {
      deps.log.error({ err: error, command: command.type }, 'A step of an action was given up')
      return command.type === 'abandon' ? [] : [{ type: 'answered', outcome: gaveUp() }]
    },
  }
}
