import type { DeploymentView } from '../deployment-view.ts'

/** A pipeline execution at one moment, as far as a watcher looks at it. Times are milliseconds since the epoch. */
export interface PipelineView {
  pipeline: string
  executionId: string
  status: string
  /** Why it stands as it does, where that is known. */
  summary?: string
  /** What it runs with: the first source revision, short, with its first line. */
  revision?: string
  createdAt: number
  endedAt?: number
  stages: StageView[]
}

export interface StageView {
  name: string
  status: string
  actions: ActionView[]
}

export interface ActionView {
  name: string
  provider: string
  /** `Pending` while it has not begun. */
  status: string
  startedAt?: number
  endedAt?: number
  summary?: string
  error?: { code: string; message: string }
  /** What it started elsewhere: a build, a deployment. */
  externalId?: string
  externalUrl?: string
  /** Where its log is, when the service says so. */
  logStreamArn?: string
  /** Of a CodeDeploy action, once it has been read. */
  deployment?: DeploymentView
}

/** One line that an action's log got. */
export interface LogLine {
  stage: string
  action: string
  at: number
  text: string
}

export function hasEnded({ status }: PipelineView): boolean {
  return ['Succeeded', 'Failed', 'Stopped', 'Superseded', 'Cancelled'].includes(status)
}

/** `Stage/Action`. */
export function nameOf(stage: { name: string }, action: { name: string }): string {
  return `${stage.name}/${action.name}`
}
