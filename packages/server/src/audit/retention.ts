import type { Chore } from '@towpath/base'
import type { Store } from '@towpath/storage'
import type { AuditTables } from './table.ts'

/** Rows in one transaction. */
const LOT = 1_000

/** Removes audit rows that are older than `kept` milliseconds, the oldest first. Nothing else ever changes the log. */
export function auditRetention({ store, kept }: { store: Store; kept: number }): Chore {
  return {
    name: 'audit',
    async lot(now) {
      const removed = await store.transaction((db) =>
        db
          .withTables<AuditTables>()
          .deleteFrom('audit_requests')
          .where('request_id', 'in', (old) =>
            old
              .selectFrom('audit_requests')
              .select('request_id')
              .where('at', '<', now - kept)
              .orderBy('at')
              .limit(LOT),
          )
          .executeTakeFirst(),
      )
      return Number(removed.numDeletedRows) === LOT
    },
  }
}
