import type { OutputEntry } from '@towpath/agent-link'
import type { Clock } from '@towpath/base/clock.ts'
import type { Layout } from '../host/layout.ts'
import type { Retention } from '../host/retention.ts'
import type { DeploymentsLog } from '../log/deployments-log.ts'
import type { RevisionSources } from '../revision/fetch-revision.ts'

/** What lifecycle events work with on a host. */
export interface HostTools {
  layout: Layout
  retention: Retention
  sources: RevisionSources
  clock: Clock
  /** The agent's own environment; see hooks/environment.ts for what scripts get of it. */
  env: Readonly<Record<string, string | undefined>>
  /** Where scripts are started, and what relative destinations are relative to. */
  cwd: string
  /** See InstallOptions. */
  destinationRoot?: string
  hookKillGraceMs: number
  /** Absent when it is switched off. */
  deploymentsLog?: DeploymentsLog
}

/** What one run of an event is watched by. */
export interface EventObserver {
  /** A script was started as the leader of a process group of this number. */
  scriptStarted?(pid: number): Promise<void>
  scriptEnded?(): Promise<void>
  /** Script output as it comes. Must not throw and must not block. */
  output?(entries: OutputEntry[]): void
  /** Ends what runs at once; the event then fails. */
  signal?: AbortSignal
}
