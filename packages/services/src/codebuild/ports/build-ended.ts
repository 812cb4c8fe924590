import type { Database } from '@towpath/storage'

/** A build that has just ended. */
export interface EndedBuild {
  account: string
  region: string
  /** `<project>:<uuid>`. */
  buildId: string
  arn: string
  /** Of the batch that it is part of. */
  batchId?: string
  status: 'SUCCEEDED' | 'FAILED' | 'FAULT' | 'STOPPED' | 'TIMED_OUT'
}

/** Hears of builds that end, once each, in the transaction that ends them; filled by `server`. */
export type BuildEnded = (db: Database, build: EndedBuild) => Promise<void>
