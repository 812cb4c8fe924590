import { changesBetween as deploymentChanges } from '../changes.ts'
import { plain } from '../plain.ts'
import { type ActionView, type LogLine, nameOf, type PipelineView, type StageView } from './pipeline-view.ts'

/** One thing that became different between two looks, or one line of a log. */
export interface PipelineChange {
  /** Seconds since the execution began. */
  seconds: number
  /** Absent when it is about the whole execution. */
  stage?: string
  action?: string
  /** Within a deployment: the instance, and its lifecycle event. */
  target?: string
  event?: string
  status?: string
  detail?: string
  /** A line of the action's log, instead of a status. */
  log?: string
}

/**
 * What became different from `before` to `after`, and the log lines that came meanwhile, in the order in which to tell
 * them: an action begins before its log, and ends after it.
 */
export function changesBetween(
  before: PipelineView | undefined,
  after: PipelineView,
  logs: LogLine[],
  now: number,
): PipelineChange[] {
  const seconds = (at: number | undefined) => Math.max(0, (at ?? now) - after.createdAt) / 1000
  const changes = after.stages.flatMap((stage) =>
    stage.actions.flatMap((action) => [
      ...begun(before, stage, action, seconds),
      ...logs
        .filter((line) => line.stage === stage.name && line.action === action.name)
        .map((line) => ({ seconds: seconds(line.at), stage: line.stage, action: line.action, log: line.text })),
      ...deployed(before, stage, action, after.createdAt, now),
      ...ended(before, stage, action, seconds),
    ]),
  )
  if (before?.status === after.status) return changes
  return [...changes, { seconds: seconds(after.endedAt), status: after.status, detail: after.summary }]
}

type Seconds = (at: number | undefined) => number

function begun(before: PipelineView | undefined, stage: StageView, action: ActionView, seconds: Seconds) {
  const known = find(before, stage, action)
  if (action.status === 'Pending' || (known && known.startedAt === action.startedAt)) return []
  const detail = action.status === 'InProgress' && action.provider === 'Manual' ? 'waits for approval' : undefined
  return [{ seconds: seconds(action.startedAt), stage: stage.name, action: action.name, status: 'InProgress', detail }]
}

function ended(before: PipelineView | undefined, stage: StageView, action: ActionView, seconds: Seconds) {
  if (action.status === 'Pending' || action.status === 'InProgress') return []
  const known = find(before, stage, action)
  if (known?.status === action.status && known.startedAt === action.startedAt) return []
  const { name, status, endedAt } = action
  return [{ seconds: seconds(endedAt), stage: stage.name, action: name, status, detail: detailOf(action) }]
}

function deployed(
  before: PipelineView | undefined,
  stage: StageView,
  action: ActionView,
  createdAt: number,
  now: number,
): PipelineChange[] {
  const { deployment } = action
  if (!deployment) return []
  const known = find(before, stage, action)?.deployment
  const same = known?.id === deployment.id ? known : undefined
  const offset = (deployment.createdAt - createdAt) / 1000
  return deploymentChanges(same, deployment, now).map(({ seconds, subject, ...rest }) => ({
    seconds: Math.max(0, seconds + offset),
    stage: stage.name,
    action: action.name,
    target: subject,
    ...rest,
  }))
}

/** What is to be said about an action that has ended. */
export function detailOf({ error, summary }: ActionView): string | undefined {
  return error ? `${error.code}: ${error.message}` : summary
}

function find(view: PipelineView | undefined, stage: StageView, action: ActionView): ActionView | undefined {
  return view?.stages
    .find(({ name }) => name === stage.name)
    ?.actions.find(({ name, status }) => name === action.name && status !== 'Pending')
}

/** `  1.2s  Build/Build  Failed  JobFailed: ...`, or `  1.2s  Build/Build | what it printed`. */
export function changeLine(change: PipelineChange): string {
  const time = `${change.seconds.toFixed(1).padStart(6)}s`
  const subject =
    change.stage === undefined ? 'execution' : nameOf({ name: change.stage }, { name: change.action ?? '' })
  if (change.log !== undefined) return `${time}  ${plain(subject)} | ${plain(change.log)}`
  return [time, subject, change.target, change.event, change.status, change.detail]
    .filter((part) => part !== undefined && part !== '')
    .map((part) => plain(String(part)))
    .join('  ')
}
