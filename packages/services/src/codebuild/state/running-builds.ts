import type { Database } from '@towpath/storage'
import { uuidOf } from '../rules/new-build.ts'
import type { CodeBuildTables } from './tables.ts'

/** The uuids of all builds that have not ended, of all accounts and regions. */
export async function runningBuildUuids(db: Database): Promise<Set<string>> {
  const rows = await db
    .withTables<CodeBuildTables>()
    .selectFrom('codebuild_builds')
    .select('id')
    .where('status', '=', 'IN_PROGRESS')
    .execute()
  return new Set(rows.map(({ id }) => uuidOf(id)))
}
