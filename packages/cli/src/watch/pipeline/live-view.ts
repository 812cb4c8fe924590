import { targetLines } from '../live-view.ts'
import { plain } from '../plain.ts'
import { cut, sign } from '../screen.ts'
import { detailOf } from './changes.ts'
import { type ActionView, type LogLine, nameOf, type PipelineView, type StageView } from './pipeline-view.ts'

/** How many lines of the log are worth showing when there is room for them. */
const LOG_LINES = 15

/**
 * The screen lines for an execution: a line a stage or action, what is deployed below its action, the newest lines of
 * the log last. `rows` and `columns` bound it.
 */
export function liveLines(
  view: PipelineView,
  logs: readonly LogLine[],
  now: number,
  size: { columns: number; rows: number },
): string[] {
  const elapsed = seconds(view.createdAt, view.endedAt ?? now)
  const status = `${sign(view.status)} ${view.status}`
  const head = [plain(view.pipeline), status, elapsed, plain(view.revision ?? ''), view.executionId]
  const lines = [
    head.filter(Boolean).join('  '),
    ...view.stages.flatMap((stage) => stageLines(stage, now)),
    ...(view.summary ? [plain(view.summary)] : []),
  ]
  const room = Math.max(1, size.rows - 1)
  const shown =
    lines.length > room ? [...lines.slice(0, room - 1), `… and ${lines.length - room + 1} more lines`] : lines
  const logRoom = Math.min(LOG_LINES, room - shown.length - 1)
  const log = logRoom > 0 ? logs.slice(-logRoom).map(({ text }) => `  \u001b[2m${plain(text)}\u001b[22m`) : []
  return [...shown, ...(log.length > 0 ? ['', ...log] : [])].map((line) => cut(line, size.columns))
}

/** What went wrong, whole: the screen lines are cut. */
export function failureLines({ stages }: PipelineView): string[] {
  return stages.flatMap((stage) =>
    stage.actions
      .filter(({ error }) => error !== undefined)
      .flatMap((action) => [
        plain(`${nameOf(stage, action)}: ${detailOf(action)}`),
        ...(action.externalUrl ? [plain(`  ${action.externalUrl}`)] : []),
      ]),
  )
}

function stageLines(stage: StageView, now: number): string[] {
  const head = `${sign(stage.status)} ${plain(stage.name)}`
  return [head, ...stage.actions.flatMap((action) => actionLines(action, now))]
}

function actionLines(action: ActionView, now: number): string[] {
  const { startedAt, endedAt, deployment } = action
  const took = startedAt === undefined ? '' : seconds(startedAt, endedAt ?? now)
  const parts = [plain(action.name), plain(action.provider), took, plain(remark(action))]
  const line = `    ${sign(action.status)} ${parts.filter(Boolean).join('  ')}`
  if (!deployment) return [line]
  const width = Math.max(0, ...deployment.targets.map((target) => target.id.length))
  return [line, ...deployment.targets.flatMap((target) => targetLines(target, width)).map((each) => `        ${each}`)]
}

function remark(action: ActionView): string {
  if (action.provider === 'Manual' && action.status === 'InProgress') return 'waits for approval'
  return detailOf(action) ?? action.externalId ?? ''
}

function seconds(from: number, to: number): string {
  return `${(Math.max(0, to - from) / 1000).toFixed(1)} s`
}
