import type { StageRetryMode } from '@aws-sdk/client-codepipeline'
import type { ActionPlan } from './execution-plan.ts'
import type { ActionError, ActionState, StageState } from './execution-state.ts'

/*
 * The actions of a stage. Those of these functions that answer nothing, or what they changed, change the stage in place.
 * Actions are a list and not an object by name: `__proto__` is a name that an action may have.
 */

type Actions = Pick<StageState, 'actions'>

export const findAction = ({ actions }: Actions, name: string): ActionState | undefined =>
  actions.find((action) => action.name === name)

export const runningActions = ({ actions }: Actions): ActionState[] =>
  actions.filter(({ status }) => status === 'InProgress')

export const isActive = (stage: Actions): boolean => runningActions(stage).length > 0

export const hasFailedAction = ({ actions }: Actions): boolean => actions.some(({ status }) => status === 'Failed')

/** The action is started, as one more attempt. `idOf` names the attempt. */
export function startAction(
  stage: Actions,
  { name, timeout }: ActionPlan,
  now: number,
  idOf: (attempt: number) => string,
): ActionState {
  const attempt = (findAction(stage, name)?.attempt ?? 0) + 1
  const action: ActionState = {
    name,
    attempt,
    actionExecutionId: idOf(attempt),
    status: 'InProgress',
    startedAt: now,
    expiresAt: now + timeout,
  }
  stage.actions = [...stage.actions.filter((other) => other.name !== name), action]
  return action
}

/** An answer to an attempt that runs no more changes nothing. */
export function endAction(stage: Actions, actionExecutionId: string, error: ActionError | undefined): void {
  const action = runningActions(stage).find((running) => running.actionExecutionId === actionExecutionId)
  if (!action) return
  action.status = error ? 'Failed' : 'Succeeded'
  if (error) action.error = error
}

/** Actions that took too long have failed. */
export function expireActions(stage: Actions, now: number): ActionState[] {
  const expired = runningActions(stage).filter(({ expiresAt }) => now >= expiresAt)
  for (const action of expired) {
    action.status = 'Failed'
    action.error = { code: 'JobFailed', message: `The action '${action.name}' was not completed in time` }
  }
  return expired
}

export function abandonActions(stage: Actions): ActionState[] {
  const abandoned = runningActions(stage)
  for (const action of abandoned) action.status = 'Abandoned'
  return abandoned
}

/** Has what failed or was abandoned start again, or everything. The number of attempts stays. */
export function resetActions({ actions }: Actions, mode: StageRetryMode): void {
  for (const action of actions) {
    if (mode === 'FAILED_ACTIONS' && (action.status === 'Succeeded' || action.status === 'InProgress')) continue
    action.status = undefined
    action.error = undefined
  }
}
