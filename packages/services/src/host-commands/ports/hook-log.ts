import type { Database } from '@towpath/storage'

/** What one hook said. */
export interface HookLogBatch {
  account: string
  region: string
  deploymentId: string
  /** Instance id, or name of an on-premises instance. */
  targetId: string
  /** Name of the lifecycle event. */
  event: string
  /** Number of the first entry, counted from 0 within the event on the target. */
  sequence: number
  entries: { text: string; stream: 'header' | 'stdout' | 'stderr'; at: Date }[]
}

/** Where the output of hooks goes; filled by `server` from the logs room. */
export interface HookLog {
  /** In a transaction. Entries that are known already are not written again. `nextKey`: the number expected next. */
  append(db: Database, batch: HookLogBatch): Promise<{ nextKey: number }>
}
