import type { Chore } from '@towpath/base'
import { type BlobStore, type Store, sweepBlobs } from '@towpath/storage'

/** Deletes blobs that no row mentions, all of them in one go: it works through a folder, and keeps nobody waiting. */
export function unusedBlobs({ store, blobs }: { store: Store; blobs: BlobStore }): Chore {
  return {
    name: 'blobs',
    async lot(now) {
      await sweepBlobs(store, blobs, now)
      return false
    },
  }
}
