import type { Database, Store } from '@towpath/storage'
import { expiredBefore } from '../rules/retention.ts'
import { chunksBefore, groupAges, pendingRemovals, removeChunks, removeRemains, totalBytes } from '../state/removal.ts'

export interface SweepOptions {
  store: Store
  /** Milliseconds since the epoch. */
  now: number
  /** Bytes that all events of all groups may take. */
  quota: number
  signal: AbortSignal
}

/** When the quota is exceeded, so much of it is left afterwards. */
const KEPT_OF_QUOTA = 0.9

/** Events that lie so close together count as equally old when the oldest are removed. */
const EQUALLY_OLD = 60 * 60 * 1000

/** A guard against going on for ever; what is left is for the next sweep. */
const MOST_LOTS = 2000

/** Removes what was deleted, what has expired, and then the oldest until all fits the quota; each lot by itself. */
export async function sweepLogs(options: SweepOptions): Promise<void> {
  await removeDeleted(options)
  await removeExpired(options)
  await keepToQuota(options)
}

async function removeDeleted({ store, signal }: SweepOptions): Promise<void> {
  for (const removal of await pendingRemovals(store.db)) {
    await repeat(signal, async () => !(await store.transaction((db) => removeRemains(db, removal))))
  }
}

async function removeExpired({ store, now, signal }: SweepOptions): Promise<void> {
  for (const { groupId, retentionDays, firstAt } of await groupAges(store.db)) {
    const before = chunksBefore(expiredBefore(retentionDays, now) ?? 0)
    if (firstAt >= before) continue
    const remove = (db: Database) => removeChunks(db, { groupId, before })
    await repeat(signal, async () => (await store.transaction(remove)) > 0)
  }
}

async function keepToQuota({ store, quota, signal }: SweepOptions): Promise<void> {
  let total = await totalBytes(store.db)
  if (total <= quota) return
  await repeat(signal, async () => {
    const [oldest, second] = await groupAges(store.db)
    if (!oldest) return false
    const before = second && second.firstAt + EQUALLY_OLD
    total -= await store.transaction((db) => removeChunks(db, { groupId: oldest.groupId, before }))
    return total > quota * KEPT_OF_QUOTA
  })
}

/** Runs `step` until it says that there is nothing left. */
async function repeat(signal: AbortSignal, step: () => Promise<boolean>): Promise<void> {
  for (let lots = 0; lots < MOST_LOTS && !signal.aborted; lots++) if (!(await step())) return
}
