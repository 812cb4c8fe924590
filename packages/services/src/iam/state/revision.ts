import type { Database } from '@towpath/storage'
import { sql } from 'kysely'
import type { IamTables } from './tables.ts'

const ONLY_ROW = 1

/** How often anything of IAM has changed, in this or another process. */
export async function readRevision(db: Database): Promise<number> {
  const row = await db.withTables<IamTables>().selectFrom('iam_revision').select('revision').executeTakeFirst()
  return Number(row?.revision ?? 0)
}

/** To be called in every transaction that changes something here. */
export async function advanceRevision(db: Database): Promise<void> {
  await db
    .withTables<IamTables>()
    .insertInto('iam_revision')
    .values({ id: ONLY_ROW, revision: 1 })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ revision: sql`iam_revision.revision + 1` }))
    .execute()
}
