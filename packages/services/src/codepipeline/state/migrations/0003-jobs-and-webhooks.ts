import type { Database, Migration } from '@towpath/storage'

/** Custom action types, the jobs of their workers, and webhooks. */
export const jobsAndWebhooks: Migration = {
  id: '0003-jobs-and-webhooks',
  async up(db) {
    // Tags are those of webhooks and custom action types as well.
    await db.schema.alterTable('codepipeline_tags').renameColumn('pipeline_id', 'resource_id').execute()
    await createActionTypes(db)
    await createJobs(db)
    await createWebhooks(db)
  },
}

async function createActionTypes(db: Database): Promise<void> {
  await db.schema
    .createTable('codepipeline_action_types')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('definition', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('deleted_at', 'bigint')
    .addUniqueConstraint('codepipeline_action_types_type', ['account', 'region', 'type'])
    .execute()
}

async function createJobs(db: Database): Promise<void> {
  await db.schema
    .createTable('codepipeline_jobs')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('query_value', 'text')
    .addColumn('action_execution_id', 'text', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('nonce', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('continuation_token', 'text')
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('configuration', 'text', (column) => column.notNull())
    .addColumn('report', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('dispatched_at', 'bigint', (column) => column.notNull())
    .addColumn('ended_at', 'bigint')
    .addUniqueConstraint('codepipeline_jobs_of', ['action_execution_id', 'number'])
    .execute()
  await db.schema
    .createIndex('codepipeline_jobs_open')
    .on('codepipeline_jobs')
    .columns(['account', 'region', 'type', 'status'])
    .execute()
  await db.schema.createIndex('codepipeline_jobs_age').on('codepipeline_jobs').columns(['ended_at']).execute()
}

async function createWebhooks(db: Database): Promise<void> {
  await db.schema
    .createTable('codepipeline_webhooks')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('definition', 'text', (column) => column.notNull())
    .addColumn('secret', 'text')
    .addColumn('address_hash', 'text', (column) => column.notNull().unique())
    .addColumn('address', 'text', (column) => column.notNull())
    .addColumn('third_party', 'text')
    .addColumn('error_code', 'text')
    .addColumn('error_message', 'text')
    .addColumn('triggered_at', 'bigint')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('codepipeline_webhooks_name', ['account', 'region', 'name'])
    .execute()
  await db.schema
    .createTable('codepipeline_webhook_deliveries')
    .addColumn('webhook_id', 'text', (column) => column.notNull())
    .addColumn('delivery', 'text', (column) => column.notNull())
    .addColumn('received_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('codepipeline_webhook_deliveries_key', ['webhook_id', 'delivery'])
    .execute()
  await db.schema
    .createIndex('codepipeline_webhook_deliveries_age')
    .on('codepipeline_webhook_deliveries')
    .columns(['received_at'])
    .execute()
}
