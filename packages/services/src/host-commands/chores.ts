import type { Chore } from '@towpath/base'
import type { Store } from '@towpath/storage'
import { forgetSilentAgents } from './health/agent-health.ts'

/** How long an agent is remembered that was not heard of again, in milliseconds. */
const AGENTS_KEPT = 90 * 86_400_000

/** What keeps this room's tables from growing for ever. */
export function hostCommandsChores({ store }: { store: Store }): Chore[] {
  return [
    {
      name: 'host-commands.agents',
      async lot(now) {
        await store.transaction((db) => forgetSilentAgents(db, now - AGENTS_KEPT))
        return false
      },
    },
  ]
}
