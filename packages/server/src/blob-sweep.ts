import type { Clock, Logger } from '@towpath/base'
import { type BlobStore, type Store, sweepBlobs } from '@towpath/storage'

/** How often blobs that no row mentions are deleted, in milliseconds. */
const INTERVAL = 60 * 60 * 1000

/** Deletes unused blobs now and then. */
export function sweepRegularly(deps: { store: Store; blobs: BlobStore; clock: Clock; log: Logger }) {
  const stopping = new AbortController()
  let running: Promise<void> | undefined

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await deps.clock.sleep(INTERVAL, stopping.signal)
      if (stopping.signal.aborted) return
      await sweepBlobs(deps.store, deps.blobs, deps.clock.now()).then(
        (swept) => deps.log.info({ swept }, 'unused blobs deleted'),
        (error) => deps.log.error({ err: error }, 'unused blobs could not be deleted'),
      )
    }
  }

  return {
    start() {
      running ??= run()
    },
    async stop() {
      stopping.abort()
      await running
    },
  }
}
