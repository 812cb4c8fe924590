import type { Engine } from '@towpath/engine'
import type { Database } from '@towpath/storage'

/**
 * Delivers facts to a run that may be over: runs that ended long ago are forgotten, and what is said to one of them is for
 * nobody.
 */
export async function tell(
  engine: Pick<Engine, 'deliver'>,
  db: Database,
  runId: string,
  facts: unknown[],
): Promise<void> {
  await engine.deliver(db, runId, facts, { orForgotten: true })
}
