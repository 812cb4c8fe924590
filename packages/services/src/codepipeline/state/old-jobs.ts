import type { Database } from '@towpath/storage'
import type { JobTables } from './job-tables.ts'

/** Forgets up to `limit` jobs, of whatever account and region, that ended before that time; resolves to their number. */
export async function deleteOldJobs(db: Database, before: number, limit: number): Promise<number> {
  const tables = db.withTables<JobTables>()
  const old = await tables
    .selectFrom('codepipeline_jobs')
    .select('id')
    .where('ended_at', '<', before)
    .orderBy('ended_at')
    .limit(limit)
    .execute()
  const ids = old.map(({ id }) => id)
  if (ids.length > 0) await tables.deleteFrom('codepipeline_jobs').where('id', 'in', ids).execute()
  return ids.length
}

/** Forgets deliveries to webhooks that were taken before that time: such a one would be taken again. */
export async function deleteOldDeliveries(db: Database, before: number): Promise<void> {
  await db
    .withTables<JobTables>()
    .deleteFrom('codepipeline_webhook_deliveries')
    .where('received_at', '<', before)
    .execute()
}
