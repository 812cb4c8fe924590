import type { Chore } from '@towpath/base'
import type { Store } from '@towpath/storage'
import { forgetClientTokens } from './state/client-tokens.ts'

/** How long a launch is not repeated when its client token comes again, in milliseconds. */
const TOKENS_KEPT = 2 * 86_400_000

/** What keeps this room's tables from growing for ever. Terminated instances are forgotten by the runtime of their host. */
export function ec2Chores({ store }: { store: Store }): Chore[] {
  return [
    {
      name: 'ec2.client-tokens',
      async lot(now) {
        await store.transaction((db) => forgetClientTokens(db, now - TOKENS_KEPT))
        return false
      },
    },
  ]
}
