import { type SealingKey, UsageError } from '@towpath/base'
import type { RoomSchema, Store } from '@towpath/storage'

type SealingTables = {
  /** One row at most: something sealed with the key that belongs to this database. */
  sealing_check: { id: number; sealed: string }
}

export const sealingSchema: RoomSchema = {
  room: 'sealing',
  migrations: [
    {
      id: '0001-check',
      async up(db) {
        await db.schema
          .createTable('sealing_check')
          .addColumn('id', 'integer', (column) => column.primaryKey())
          .addColumn('sealed', 'text', (column) => column.notNull())
          .execute()
      },
    },
  ],
}

const PURPOSE = 'server.check'

/**
 * Ties the database to the key under which its secrets are sealed. Rejects with a UsageError when that is another one:
 * access keys could not be checked, and what this control plane sealed, the others could not open.
 */
export async function checkSealing(store: Store, sealing: SealingKey): Promise<void> {
  const kept = await store.transaction(async (db) => {
    const tables = db.withTables<SealingTables>()
    const mark = { id: 1, sealed: sealing.seal('this database', PURPOSE) }
    await tables
      .insertInto('sealing_check')
      .values(mark)
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute()
    return tables.selectFrom('sealing_check').select('sealed').executeTakeFirstOrThrow()
  })
  if (sealing.open(kept.sealed, PURPOSE) !== undefined) return
  throw new UsageError(
    'The secrets in this database are sealed with another key. Use the data folder that it was made with, or give the ' +
      'content of the file "sealing-key" in it as TOWPATH_SEALING_KEY.',
  )
}
