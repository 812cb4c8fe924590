import type { Chore } from '@towpath/base'
import type { Store } from '@towpath/storage'
import { deleteExpiredReports } from '../state/reports.ts'

/** Reports in one transaction, each with all that it holds. */
const LOT = 20

/** Removes reports whose thirty days are over. */
export function reportChores({ store }: { store: Store }): Chore[] {
  return [
    {
      name: 'codebuild.reports',
      lot: (now) => store.transaction(async (db) => (await deleteExpiredReports(db, now, LOT)) === LOT),
    },
  ]
}
