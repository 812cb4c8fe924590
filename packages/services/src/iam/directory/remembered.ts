import type { Clock } from '@towpath/base'
import type { Store } from '@towpath/storage'
import { readRevision } from '../state/revision.ts'

/** What this process has read of IAM's tables. */
export interface Remembered {
  /** What `load` found for `key`, from memory while nothing of IAM has changed. */
  get<T>(key: string, load: () => Promise<T>): Promise<T>
  /** Forgets all. To be called when a change was committed here. */
  invalidate(): void
}

/**
 * How long another process' change may go unnoticed. Within this process changes are known at once; others are told
 * by the revision, which is read again when it was last read longer ago than this.
 */
const NOTICE_WITHIN_MS = 500
const MOST_ENTRIES = 20_000

/**
 * Changes are rare and small, decisions are many: so one change forgets everything, which leaves nothing to get
 * wrong, and a warm look-up costs no query.
 */
export function remembered(store: Store, clock: Clock): Remembered {
  let entries = new Map<string, Promise<unknown>>()
  let revision: number | undefined
  let checkedAt = Number.NEGATIVE_INFINITY
  let checking: Promise<void> | undefined

  const invalidate = () => {
    // Whoever loads right now keeps to the map it began with, so what it read before the change goes with that map.
    entries = new Map()
  }

  async function check(): Promise<void> {
    const at = clock.now()
    const current = await readRevision(store.db)
    if (current !== revision) invalidate()
    revision = current
    checkedAt = at
  }

  return {
    invalidate,
    async get<T>(key: string, load: () => Promise<T>) {
      const age = clock.now() - checkedAt
      if (!(age >= 0 && age < NOTICE_WITHIN_MS)) {
        checking ??= check().finally(() => {
          checking = undefined
        })
        await checking
      }
      const known = entries.get(key)
      if (known) return known as Promise<T>
      if (entries.size >= MOST_ENTRIES) invalidate()
      const mine = entries
      const loading = load()
      mine.set(key, loading)
      loading.catch(() => mine.delete(key))
      return loading
    },
  }
}
