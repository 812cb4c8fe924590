import { AsyncResource } from 'node:async_hooks'
import type { Clock, Logger } from '@towpath/base'
import type { Store } from '@towpath/storage'
import { type LastUse, LastUses } from '../state/last-uses.ts'

/** Remembers when keys and roles were last used, and writes it down now and then. */
export interface LastUseRecorder {
  record(use: LastUse): void
  /** What is known in this process and not yet written. */
  recent(id: string): LastUse | undefined
  /** Writes down what is known; for a clean end of the process. */
  flush(): Promise<void>
}

const WRITE_EVERY_MS = 60_000
const MOST_PENDING = 1000

/**
 * A write for every request would cost more than the request, and AWS's own answer lags too: a crash loses at most
 * the last minute.
 */
export function lastUseRecorder({ store, clock, log }: { store: Store; clock: Clock; log: Logger }): LastUseRecorder {
  let pending = new Map<string, LastUse>()
  let writtenAt = clock.now()
  let writing: Promise<void> | undefined
  // Uses are recorded from inside of transactions; writing must not look as if it were part of one.
  const outside = new AsyncResource('iam.last-use')

  async function write(uses: LastUse[]): Promise<void> {
    if (uses.length === 0) return
    await store.transaction(async (db) => {
      const table = new LastUses(db)
      for (const use of uses) await table.put(use)
    })
  }

  function flush(): Promise<void> {
    const uses = pending
    pending = new Map()
    writtenAt = clock.now()
    return outside.runInAsyncScope(() => write([...uses.values()]))
  }

  return {
    recent: (id) => pending.get(id),
    flush: async () => {
      await writing
      await flush()
    },
    record(use) {
      pending.set(use.id, use)
      const due = use.at - writtenAt >= WRITE_EVERY_MS || pending.size > MOST_PENDING
      if (!due || writing) return
      writing = flush()
        .catch((error) => log.warn({ err: error }, 'Cannot write down when access keys were last used'))
        .finally(() => {
          writing = undefined
        })
    },
  }
}
