import type { Engine } from '@towpath/engine'
import type { Database } from '@towpath/storage'
import type { EndedBuild } from '../ports/build-ended.ts'
import type { BatchFact } from '../rules/batch-lifecycle.ts'
import { Batches } from '../state/batches.ts'
import { batchRunId } from './run-ids.ts'

/** Tells a batch that one of its builds has ended. To be called in the transaction that ends the build. */
export function batchBuildEnded({ deliver }: Pick<Engine, 'deliver'>) {
  return async (db: Database, { batchId, buildId, status, account, region }: EndedBuild): Promise<void> => {
    if (batchId === undefined) return
    const place = { account, region }
    const batch = await new Batches(db, place).find(batchId)
    // A build of an earlier attempt is nobody's present one.
    const found = batch?.groups.find(({ buildIds }) => buildIds.at(-1) === buildId)
    if (!batch || !found) return
    const fact: BatchFact = { type: 'build-ended', identifier: found.group.identifier, ending: status }
    await deliver(db, batchRunId(place, batchId, batch.attempt), [fact])
  }
}
