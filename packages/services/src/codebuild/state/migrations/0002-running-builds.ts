import type { Migration } from '@towpath/storage'

/** What builds run with, and the tokens that they were started with. */
export const runningBuilds: Migration = {
  id: '0002-running-builds',
  async up(db) {
    await db.schema.alterTable('codebuild_builds').addColumn('input', 'text').execute()
    // When what was cached before stopped to count.
    await db.schema.alterTable('codebuild_projects').addColumn('cache_invalid_at', 'bigint').execute()
    // Builds that belong to no project, which lists do not show.
    await db.schema
      .alterTable('codebuild_builds')
      .addColumn('managed', 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
    await db.schema
      .createIndex('codebuild_builds_status')
      .on('codebuild_builds')
      .columns(['account', 'region', 'status', 'current_phase', 'started_at'])
      .execute()
    await db.schema
      .createTable('codebuild_start_tokens')
      .addColumn('account', 'text', (column) => column.notNull())
      .addColumn('region', 'text', (column) => column.notNull())
      .addColumn('project_name', 'text', (column) => column.notNull())
      .addColumn('token', 'text', (column) => column.notNull())
      .addColumn('build_id', 'text', (column) => column.notNull())
      .addColumn('request', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('codebuild_start_tokens_key', ['account', 'region', 'project_name', 'token'])
      .execute()
    await db.schema
      .createIndex('codebuild_start_tokens_created')
      .on('codebuild_start_tokens')
      .column('created_at')
      .execute()
  },
}
