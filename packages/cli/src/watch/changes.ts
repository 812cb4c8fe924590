import type { DeploymentView, EventView, TargetView } from './deployment-view.ts'
import { plain } from './plain.ts'

/** One thing that became different between two looks. */
export interface Change {
  /** Seconds since the deployment was created. */
  seconds: number
  subject: string
  /** Name of the lifecycle event, when it is about one. */
  event?: string
  status: string
  detail?: string
}

/** What became different from `before` to `after`, in the order in which to tell it. */
export function changesBetween(before: DeploymentView | undefined, after: DeploymentView, now: number): Change[] {
  const since = (at: number | undefined) => Math.max(0, (at ?? now) - after.createdAt) / 1000
  const changes: Change[] = []
  for (const target of after.targets) {
    const known = before?.targets.find((each) => each.id === target.id)
    for (const event of target.events) {
      const was = known?.events.find((each) => each.name === event.name)?.status ?? 'Pending'
      if (was === event.status || event.status === 'Pending') continue
      const at = event.status === 'InProgress' ? event.startedAt : event.endedAt
      changes.push({
        seconds: since(at),
        subject: target.id,
        event: event.name,
        status: event.status,
        detail: detailOf(event),
      })
    }
    if (known?.status !== target.status && target.status !== 'Pending') {
      changes.push({ seconds: since(endOf(target)), subject: target.id, status: target.status })
    }
  }
  if (before?.status !== after.status) {
    const detail = after.error && `${after.error.code}: ${after.error.message}`
    changes.push({ seconds: since(after.endedAt), subject: after.id, status: after.status, detail })
  }
  return changes
}

/** When the last event of a target that is through ended. */
function endOf({ status, events }: TargetView): number | undefined {
  return status === 'InProgress' ? undefined : events.findLast(({ endedAt }) => endedAt !== undefined)?.endedAt
}

/** `  1.2s  i-0123  BeforeInstall  Failed  ScriptFailed scripts/x.sh: ...` */
export function changeLine(change: Change): string {
  const parts = [
    `${change.seconds.toFixed(1).padStart(6)}s`,
    change.subject,
    change.event,
    change.status,
    change.detail,
  ]
  return parts
    .filter((part) => part !== undefined)
    .map(plain)
    .join('  ')
}

export function detailOf(event: EventView): string | undefined {
  const error = event.error
  if (!error) return undefined
  const where = error.script ? `${error.code} in ${error.script}` : error.code
  const tail = error.logTail.trim().split('\n').filter(Boolean).at(-1)
  return `${where}: ${error.message}${tail ? ` (last line: ${tail})` : ''}`
}
