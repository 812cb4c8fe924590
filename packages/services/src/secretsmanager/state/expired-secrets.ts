import type { Database } from '@towpath/storage'
import type { SecretsmanagerTables } from './tables.ts'

/** Removes up to `limit` secrets, of any account, that are gone since `now`; resolves to how many. */
export async function deleteExpiredSecrets(db: Database, now: number, limit: number): Promise<number> {
  const tables = db.withTables<SecretsmanagerTables>()
  const rows = await tables
    .selectFrom('secretsmanager_secrets')
    .select('id')
    .where('gone_at', '<=', now)
    .limit(limit)
    .execute()
  const ids = rows.map(({ id }) => id)
  if (ids.length === 0) return 0
  await tables.deleteFrom('secretsmanager_versions').where('secret_id', 'in', ids).execute()
  await tables.deleteFrom('secretsmanager_secrets').where('id', 'in', ids).execute()
  return ids.length
}
