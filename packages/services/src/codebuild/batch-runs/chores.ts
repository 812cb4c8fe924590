import type { Chore } from '@towpath/base'
import type { Engine } from '@towpath/engine'
import type { Store } from '@towpath/storage'
import { BATCH_RUN } from './run-ids.ts'

/** How long the runs of batches are kept after their end, in milliseconds. Batches themselves stay. */
const RUNS_KEPT = 7 * 86_400_000
const LOT = 50

/** Forgets runs that nobody asks for any more. */
export function batchChores({ store, engine }: { store: Store; engine: Pick<Engine, 'finished' | 'forget'> }): Chore[] {
  return [
    {
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
    },
  ]
}
