import type { ActionView, PipelineView } from './pipeline-view.ts'

/** When the execution of a test began, milliseconds since the epoch. */
export const T = 1_700_000_000_000

export function action(name: string, status: string, more: Partial<ActionView> = {}): ActionView {
  const times = status === 'Pending' ? {} : { startedAt: T, endedAt: status === 'InProgress' ? undefined : T + 1000 }
  return { name, provider: 'CodeBuild', status, ...times, ...more }
}

/** One stage for each action, called as the action is. */
export function view(actions: ActionView[], more: Partial<PipelineView> = {}): PipelineView {
  return {
    pipeline: 'web',
    executionId: 'e-1',
    status: 'InProgress',
    createdAt: T,
    stages: actions.map((each) => ({ name: each.name, status: each.status, actions: [each] })),
    ...more,
  }
}
