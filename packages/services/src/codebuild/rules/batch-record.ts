import type { BatchPhase, BatchPhaseRecord, GroupState } from './batch-lifecycle.ts'
import type { BuildSettings } from './build-record.ts'
import type { Ending } from './phases.ts'

/** One build of a batch, with the builds that were started for it: the last is the present one. */
export interface BatchGroupRecord extends GroupState {
  /** `<project>:<uuid>` of each. */
  buildIds: string[]
}

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
  groups: BatchGroupRecord[]
  /** Milliseconds since the epoch. */
  startedAt: number
  endedAt?: number
}
