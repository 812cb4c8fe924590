import type { Migration } from '@towpath/storage'

/** What batches run with, what comes of them, and how often they were retried. */
export const runningBatches: Migration = {
  id: '0004-running-batches',
  async up(db) {
    await db.schema.alterTable('codebuild_batches').addColumn('input', 'text').execute()
    await db.schema.alterTable('codebuild_batches').addColumn('outcome', 'text').execute()
    await db.schema
      .alterTable('codebuild_batches')
      .addColumn('attempt', 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
    await db.schema
      .createIndex('codebuild_builds_batch')
      .on('codebuild_builds')
      .columns(['account', 'region', 'batch_id'])
      .execute()
  },
}
