import type { Chore } from '@towpath/base'
import type { Store } from '@towpath/storage'
import { forgetDeliveries } from '../state/webhooks.ts'

/** How long a delivery that is sent again is known, in milliseconds. GitHub sends none again that is older. */
const KEPT = 30 * 86_400_000
const LOT = 500

/** Forgets deliveries that nobody sends again. */
export function webhookChores({ store }: { store: Store }): Chore[] {
  return [
    {
      name: 'codebuild.deliveries',
      lot: (now) => store.transaction(async (db) => (await forgetDeliveries(db, now - KEPT, LOT)) === LOT),
    },
  ]
}
