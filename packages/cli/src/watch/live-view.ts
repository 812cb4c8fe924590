import type { DeploymentView, EventView, TargetView } from './deployment-view.ts'
import { plain } from './plain.ts'
import { cut, sign } from './screen.ts'

/** The screen lines for a deployment: a line a target with its events, failures below. `rows` and `columns` bound it. */
export function liveLines(view: DeploymentView, now: number, size: { columns: number; rows: number }): string[] {
  const elapsed = (((view.endedAt ?? now) - view.createdAt) / 1000).toFixed(1)
  const done = view.targets.filter((target) => target.status === 'Succeeded').length
  const head = `${view.id}  ${view.application} / ${view.group}  ${sign(view.status)} ${view.status}  ${done}/${view.targets.length}  ${elapsed} s`
  const width = Math.max(0, ...view.targets.map((target) => target.id.length))
  const targets = view.targets.flatMap((target) => targetLines(target, width))
  const room = Math.max(1, size.rows - 3)
  const shown =
    targets.length > room ? [...targets.slice(0, room - 1), `… and ${targets.length - room + 1} more lines`] : targets
  const error = view.error ? [plain(`${view.error.code}: ${view.error.message}`)] : []
  return [head, ...shown, ...error].map((line) => cut(line, size.columns))
}

/** A line for one target, and what went wrong on it below. */
export function targetLines(target: TargetView, width: number): string[] {
  const events = target.events.map((event) => `${sign(event.status)} ${event.name}${duration(event)}`).join('  ')
  const failures = target.events.flatMap((event) =>
    event.error ? [plain(`  ${event.error.code} ${event.error.script}: ${event.error.message}`), ...tail(event)] : [],
  )
  return [`${target.id.padEnd(width)}  ${events}`, ...failures]
}

function tail(event: EventView): string[] {
  const lines = event.error?.logTail.trim().split('\n').filter(Boolean).slice(-5) ?? []
  return lines.map((line) => `    ${plain(line)}`)
}

function duration({ startedAt, endedAt }: EventView): string {
  return startedAt !== undefined && endedAt !== undefined ? ` ${((endedAt - startedAt) / 1000).toFixed(1)}s` : ''
}
