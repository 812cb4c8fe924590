import type { Database } from '@towpath/storage'
import type { GithubTables } from './tables.ts'

export interface Delivery {
  id: string
  repositoryId: string
  hookId: number
  event: string
  payload: string
  attempts: number
  dueAt: number
}

/** In a transaction. */
export async function queueDelivery(
  db: Database,
  hook: { repositoryId: string; hookId: number },
  { id, event, payload, at }: { id: string; event: string; payload: string; at: number },
): Promise<void> {
  await db
    .withTables<GithubTables>()
    .insertInto('github_deliveries')
    .values({
      id,
      repository_id: hook.repositoryId,
      hook_id: hook.hookId,
      event,
      payload,
      attempts: 0,
      due_at: at,
      created_at: at,
    })
    .execute()
}

/** In a transaction. Those that are due, the oldest first; nobody else gets them before `until`. */
export async function claimDeliveries(db: Database, now: number, until: number, most: number): Promise<Delivery[]> {
  const tables = db.withTables<GithubTables>()
  const rows = await tables
    .selectFrom('github_deliveries')
    .selectAll()
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .orderBy('created_at')
    .limit(most)
    .execute()
  const ids = rows.map(({ id }) => id)
  if (ids.length > 0)
    await tables.updateTable('github_deliveries').set({ due_at: until }).where('id', 'in', ids).execute()
  return rows.map((row) => ({
    id: row.id,
    repositoryId: row.repository_id,
    hookId: row.hook_id,
    event: row.event,
    payload: row.payload,
    attempts: row.attempts,
    dueAt: Number(row.due_at),
  }))
}

export async function nextDelivery(db: Database): Promise<number | undefined> {
  const row = await db
    .withTables<GithubTables>()
    .selectFrom('github_deliveries')
    .select('due_at')
    .orderBy('due_at')
    .limit(1)
    .executeTakeFirst()
  return row && Number(row.due_at)
}

/** In a transaction: it is tried again then; without a time it is done with. */
export async function settleDelivery(db: Database, delivery: Delivery, againAt: number | undefined): Promise<void> {
  const tables = db.withTables<GithubTables>()
  if (againAt === undefined) {
    await tables.deleteFrom('github_deliveries').where('id', '=', delivery.id).execute()
    return
  }
  await tables
    .updateTable('github_deliveries')
    .set({ attempts: delivery.attempts + 1, due_at: againAt })
    .where('id', '=', delivery.id)
    .execute()
}
