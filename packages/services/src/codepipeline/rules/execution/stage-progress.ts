import type { ActionPlan, StagePlan } from './execution-plan.ts'
import type { StageState } from './execution-state.ts'
import { findAction, isActive } from './stage-actions.ts'

export type Progress =
  | { step: 'start'; actions: ActionPlan[] }
  | { step: 'wait' }
  | { step: 'succeeded' }
  | { step: 'failed' }

/**
 * What comes next in a stage (documented): actions of one runOrder start together, those of the next when all have
 * succeeded. When one fails the others of its runOrder go on to their end, and no later one is started.
 */
export function stageProgress(plan: StagePlan, stage: Pick<StageState, 'actions'>): Progress {
  const statusOf = (action: ActionPlan) => findAction(stage, action.name)?.status
  if (isActive(stage)) {
    const unstarted = currentGroup(plan, statusOf).filter((action) => statusOf(action) === undefined)
    return unstarted.length > 0 ? { step: 'start', actions: unstarted } : { step: 'wait' }
  }
  const group = currentGroup(plan, statusOf)
  if (group.length === 0) return { step: 'succeeded' }
  const unstarted = group.filter((action) => statusOf(action) === undefined)
  const hasFailed = plan.actions.some((action) => ['Failed', 'Abandoned'].includes(statusOf(action) ?? ''))
  if (hasFailed) return { step: 'failed' }
  return { step: 'start', actions: unstarted }
}

/** The actions of the lowest runOrder in which not all have succeeded; none when all have. */
function currentGroup(plan: StagePlan, statusOf: (action: ActionPlan) => string | undefined): ActionPlan[] {
  const open = plan.actions.filter((action) => statusOf(action) !== 'Succeeded')
  const order = Math.min(...open.map((action) => action.runOrder))
  return open.filter((action) => action.runOrder === order)
}
