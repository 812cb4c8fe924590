import type { Database } from '@towpath/storage'
import type { CodeBuildTables } from './tables.ts'

/** Deletes builds, of all accounts, that ended before a time, at most `limit`. Resolves to how many there were. */
export async function deleteOldBuilds(db: Database, before: number, limit: number): Promise<number> {
  const tables = db.withTables<CodeBuildTables>()
  const old = await tables
    .selectFrom('codebuild_builds')
    .select(['account', 'region', 'id'])
    .where('ended_at', '<', before)
    .orderBy('ended_at')
    .limit(limit)
    .execute()
  for (const { account, region, id } of old) {
    await tables
      .deleteFrom('codebuild_builds')
      .where('account', '=', account)
      .where('region', '=', region)
      .where('id', '=', id)
      .execute()
  }
  return old.length
}
