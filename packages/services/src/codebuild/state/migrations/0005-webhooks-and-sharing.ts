import type { Migration } from '@towpath/storage'

/** Webhooks and what they took, who sees projects, and policies of resources. */
export const webhooksAndSharing: Migration = {
  id: '0005-webhooks-and-sharing',
  async up(db) {
    await db.schema
      .createTable('codebuild_webhooks')
      .addColumn('account', 'text', (column) => column.notNull())
      .addColumn('region', 'text', (column) => column.notNull())
      .addColumn('project_name', 'text', (column) => column.notNull())
      .addColumn('address', 'text', (column) => column.notNull().unique())
      .addColumn('settings', 'text', (column) => column.notNull())
      .addColumn('sealed', 'text', (column) => column.notNull())
      .addColumn('hook', 'text')
      .addColumn('secret_changed_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('codebuild_webhooks_key', ['account', 'region', 'project_name'])
      .execute()
    await db.schema
      .createTable('codebuild_deliveries')
      .addColumn('address', 'text', (column) => column.notNull())
      .addColumn('mark', 'text', (column) => column.notNull())
      .addColumn('taken_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('codebuild_deliveries_key', ['address', 'mark'])
      .execute()
    await db.schema.createIndex('codebuild_deliveries_taken_at').on('codebuild_deliveries').column('taken_at').execute()
    await db.schema
      .createTable('codebuild_visibilities')
      .addColumn('account', 'text', (column) => column.notNull())
      .addColumn('region', 'text', (column) => column.notNull())
      .addColumn('project_name', 'text', (column) => column.notNull())
      .addColumn('visibility', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('codebuild_visibilities_key', ['account', 'region', 'project_name'])
      .execute()
    await db.schema
      .createTable('codebuild_resource_policies')
      .addColumn('account', 'text', (column) => column.notNull())
      .addColumn('region', 'text', (column) => column.notNull())
      .addColumn('resource_arn', 'text', (column) => column.notNull())
      .addColumn('policy', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('codebuild_resource_policies_key', ['account', 'region', 'resource_arn'])
      .execute()
  },
}
