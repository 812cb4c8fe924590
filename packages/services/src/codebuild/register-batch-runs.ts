import type { Engine } from '@towpath/engine'
import { type BatchRunDeps, batchRun } from './batch-runs/batch-run.ts'

/** Makes the engine know the runs of batches. To be called once, before its loop is started. */
export function registerBatchRuns(deps: Omit<BatchRunDeps, 'engine'> & { engine: Engine }): void {
  deps.engine.register(batchRun(deps))
}
