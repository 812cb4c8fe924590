import type { BatchPhase, BatchPhaseRecord, GroupState } from './batch-lifecycle.ts'
import type { BuildSettings } from './build-record.ts'
import type { Ending } from './phases.ts'

export interface BatchRecord {
  /** `<project>:<uuid>`. */
  id: string
  projectName: string
  /** Of the project's batches. */
  number: number
  status: Ending | 'IN_PROGRESS'
  currentPhase: BatchPhase
  settings: BuildSettings
  phases: BatchPhaseRecord[]
  groups: GroupState[]
  /** How often it was retried. */
  attempt: number
  outcome: BatchOutcome
  /** Milliseconds since the epoch. */
  startedAt: number
  endedAt?: number
}

/** What only shows while a batch runs. */
export interface BatchOutcome {
  resolvedSourceVersion?: string
  /** As its specification says: the first failure stops all. */
  fastFail?: boolean
}
