import type { BlobStore } from '../blobs.ts'
import type { Store } from '../store.ts'
import { heldBlobs } from './references.ts'

/** Blobs looked up in one query. */
const BATCH = 200
/** A blob is put before the row that points to it is written; nobody takes longer for that. */
const GRACE_MS = 60 * 60 * 1000

/** Deletes blobs that nobody holds and that were stored (again) more than an hour ago. Returns how many. */
export async function sweepBlobs(store: Store, blobs: BlobStore, now: number): Promise<number> {
  const storedBefore = now - GRACE_MS
  let swept = 0
  let names: string[] = []
  const sweepNames = async () => {
    if (names.length === 0) return
    const held = await heldBlobs(store.db, names)
    const unheld = names.filter((name) => !held.has(name))
    // Told the time once more: it may have been put again since it was listed.
    for (const name of unheld) await blobs.delete(name, { storedBefore })
    swept += unheld.length
    names = []
  }
  for await (const { sha256, storedAt } of blobs.list()) {
    if (storedAt >= storedBefore) continue
    if (names.push(sha256) === BATCH) await sweepNames()
  }
  await sweepNames()
  return swept
}
