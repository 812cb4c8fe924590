import type { Database } from '@towpath/storage'

/** How an action that waits hears that what it waits for has moved on; filled with what the runs of this room export. */
export interface WaitingActions {
  /** Has the provider look again at once, after the caller's transaction. An action that waits no more is passed over. */
  lookAgain(db: Database, asked: { actionExecutionId: string }): Promise<void>
}
