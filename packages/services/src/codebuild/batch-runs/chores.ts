import type { Chore } from '@towpath/base'
import type { Engine } from '@towpath/engine'
import type { Store } from '@towpath/storage'
import { deleteOldBatches } from '../state/old-batches.ts'
import { BATCH_RUN } from './run-ids.ts'

export interface BatchChoresDeps {
  store: Store
  engine: Pick<Engine, 'finished' | 'forget'>
  /** How long batches that have ended are kept, in milliseconds; absent: for ever. */
  historyKept?: number
}

/** How long the runs of batches are kept after their end, in milliseconds. */
const RUNS_KEPT = 7 * 86_400_000
const LOT = 50

/** What keeps the tables of batches from growing for ever. */
export function batchChores({ store, engine, historyKept }: BatchChoresDeps): Chore[] {
  const runs: Chore = {
    name: 'codebuild.batch-runs',
    lot: (now) =>
      store.transaction(async (db) => {
        const ended = await engine.finished(db, { kind: BATCH_RUN, before: now - RUNS_KEPT, limit: LOT })
        await engine.forget(
          db,
          ended.map(({ id }) => id),
        )
        return ended.length === LOT
      }),
  }
  if (historyKept === undefined) return [runs]
  const batches: Chore = {
    name: 'codebuild.batches',
    lot: (now) => store.transaction(async (db) => (await deleteOldBatches(db, now - historyKept, LOT)) === LOT),
  }
  return [runs, batches]
}
