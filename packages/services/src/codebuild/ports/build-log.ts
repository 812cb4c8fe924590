import type { Database } from '@towpath/storage'

/** Takes a text piece by piece, and gives it back without the secrets. */
export interface LogMasker {
  /** What is certain by now. What may yet turn out to be the beginning of a secret is held back. */
  push(text: string): string
  /** What was held back. */
  flush(): string
}

/** Where the lines of builds are kept; filled by `server`. */
export interface BuildLog {
  /**
   * Writes within a transaction of the caller; group and stream are made when they are first used. Lines stay in the
   * order in which they are written.
   */
  append(
    db: Database,
    batch: {
      account: string
      region: string
      group: string
      stream: string
      /** `timestamp`: milliseconds since the epoch. */
      events: { timestamp: number; message: string }[]
    },
  ): Promise<unknown>
  /** Masks these secrets in one text. */
  masker(secrets: string[]): LogMasker
}
