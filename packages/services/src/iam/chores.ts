import type { Chore } from '@towpath/base'
import type { Store } from '@towpath/storage'
import { LastUses } from './state/last-uses.ts'

/** A use is written down up to a minute after it happened; by then its key or role may be deleted. Milliseconds. */
const CERTAINLY_WRITTEN = 3_600_000

/** What keeps this room's tables from growing for ever. */
export function iamChores({ store }: { store: Store }): Chore[] {
  return [
    {
      name: 'iam.last-uses',
      async lot(now) {
        await store.transaction((db) => new LastUses(db).forgetDeleted(now - CERTAINLY_WRITTEN))
        return false
      },
    },
  ]
}
