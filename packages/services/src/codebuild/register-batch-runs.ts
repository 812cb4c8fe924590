import type { Engine } from '@towpath/engine'
import type { BatchRunDeps } from './batch-runs/batch-run.ts'
import { BATCH_RUN } from './batch-runs/run-ids.ts'

/** Makes the engine know the runs of batches. To be called once, before its loop is started. */
export function registerBatchRuns(deps: Omit<BatchRunDeps, 'engine'> & { engine: Engine }): void {
  deps.engine.register({
    kind: BATCH_RUN,
    load: async () => (await import('./batch-runs/batch-run.ts')).batchRun(deps),
  })
}
