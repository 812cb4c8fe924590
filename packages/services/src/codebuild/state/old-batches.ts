import type { Database } from '@towpath/storage'
import type { CodeBuildTables } from './tables.ts'

/** Deletes up to `limit` batches, of any account, that ended before a time; resolves to how many. Their builds stay. */
export async function deleteOldBatches(db: Database, before: number, limit: number): Promise<number> {
  const tables = db.withTables<CodeBuildTables>()
  const old = await tables
    .selectFrom('codebuild_batches')
    .select(['account', 'region', 'id'])
    .where('ended_at', '<', before)
    .limit(limit)
    .execute()
  for (const { account, region, id } of old) {
    await tables
      .deleteFrom('codebuild_batches')
      .where('account', '=', account)
      .where('region', '=', region)
      .where('id', '=', id)
      .execute()
  }
  return old.length
}
