import type { Database, RoomSchema } from '@towpath/storage'

/** Webhooks that were taken, so that one that is played back starts nothing. */
export const webhooksSchema: RoomSchema = {
  room: 'webhooks',
  migrations: [
    {
      id: '0001-received',
      async up(db) {
        await db.schema
          .createTable('webhooks_received')
          .addColumn('connection', 'text', (column) => column.notNull())
          .addColumn('mark', 'text', (column) => column.notNull())
          .addColumn('at', 'bigint', (column) => column.notNull())
          .addPrimaryKeyConstraint('webhooks_received_key', ['connection', 'mark'])
          .execute()
        await db.schema.createIndex('webhooks_received_at').on('webhooks_received').columns(['at']).execute()
      },
    },
  ],
}

type Tables = { webhooks_received: { connection: string; mark: string; at: number } }

/** GitHub lets deliveries be repeated for three days; what was caught may be played back later than that. */
const KEPT = 400 * 24 * 3600_000
const LOT = 100

export async function wasReceived(db: Database, connection: string, marks: string[]): Promise<boolean> {
  const row = await db
    .withTables<Tables>()
    .selectFrom('webhooks_received')
    .select('mark')
    .where('connection', '=', connection)
    .where('mark', 'in', marks)
    .executeTakeFirst()
  return row !== undefined
}

/** In a transaction. */
export async function markReceived(db: Database, connection: string, marks: string[], at: number): Promise<void> {
  await db
    .withTables<Tables>()
    .insertInto('webhooks_received')
    .values(marks.map((mark) => ({ connection, mark, at })))
    .onConflict((conflict) => conflict.columns(['connection', 'mark']).doNothing())
    .execute()
}

/** In a transaction. Each one that comes takes a few old ones with it. */
export async function forgetOld(db: Database, now: number): Promise<void> {
  const tables = db.withTables<Tables>()
  const old = await tables
    .selectFrom('webhooks_received')
    .select(['connection', 'mark'])
    .where('at', '<', now - KEPT)
    .limit(LOT)
    .execute()
  for (const { connection, mark } of old) {
    await tables.deleteFrom('webhooks_received').where('connection', '=', connection).where('mark', '=', mark).execute()
  }
}
