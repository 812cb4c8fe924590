import type { Migration } from '@towpath/storage'

/** Pipelines, their versions, tags and closed transitions. */
export const definitions: Migration = {
  id: '0001-definitions',
  async up(db) {
    await db.schema
      .createTable('codepipeline_pipelines')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('account', 'text', (column) => column.notNull())
      .addColumn('region', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .addColumn('executions_started', 'integer', (column) => column.notNull())
      .addUniqueConstraint('codepipeline_pipelines_name', ['account', 'region', 'name'])
      .execute()
    await db.schema
      .createTable('codepipeline_versions')
      .addColumn('pipeline_id', 'text', (column) => column.notNull())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('definition', 'text', (column) => column.notNull())
      .addColumn('secrets', 'text')
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('codepipeline_versions_key', ['pipeline_id', 'version'])
      .execute()
    await db.schema
      .createTable('codepipeline_tags')
      .addColumn('pipeline_id', 'text', (column) => column.notNull())
      .addColumn('key', 'text', (column) => column.notNull())
      .addColumn('value', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('codepipeline_tags_key', ['pipeline_id', 'key'])
      .execute()
    await db.schema
      .createTable('codepipeline_transitions')
      .addColumn('pipeline_id', 'text', (column) => column.notNull())
      .addColumn('stage', 'text', (column) => column.notNull())
      .addColumn('disabled_reason', 'text', (column) => column.notNull())
      .addColumn('changed_by', 'text', (column) => column.notNull())
      .addColumn('changed_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('codepipeline_transitions_key', ['pipeline_id', 'stage'])
      .execute()
  },
}
