/** A deployment at one moment, as far as a watcher looks at it. */
export interface DeploymentView {
  id: string
  application: string
  group: string
  status: string
  /** Milliseconds since the epoch. */
  createdAt: number
  endedAt?: number
  error?: { code: string; message: string }
  targets: TargetView[]
}

export interface TargetView {
  id: string
  status: string
  events: EventView[]
}

export interface EventView {
  name: string
  status: string
  startedAt?: number
  endedAt?: number
  error?: { code: string; script: string; message: string; logTail: string }
}

export function hasEnded(view: DeploymentView): boolean {
  return ['Succeeded', 'Failed', 'Stopped'].includes(view.status)
}
