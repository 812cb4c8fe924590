import type { Migration } from '@towpath/storage'

/** Which pipelines an event in a repository or a bucket may start, and what of them was seen last. */
export const sources: Migration = {
  id: '0004-sources',
  async up(db) {
    await db.schema
      .createTable('codepipeline_sources')
      .addColumn('pipeline_id', 'text', (column) => column.notNull())
      .addColumn('action', 'text', (column) => column.notNull())
      .addColumn('account', 'text', (column) => column.notNull())
      .addColumn('region', 'text', (column) => column.notNull())
      .addColumn('pipeline_name', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('repository', 'text', (column) => column.notNull())
      .addColumn('branch', 'text', (column) => column.notNull())
      .addColumn('place', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('codepipeline_sources_key', ['pipeline_id', 'action'])
      .execute()
    await db.schema
      .createIndex('codepipeline_sources_name')
      .on('codepipeline_sources')
      .columns(['kind', 'name'])
      .execute()
    await db.schema.createIndex('codepipeline_sources_place').on('codepipeline_sources').columns(['place']).execute()
    await db.schema
      .createTable('codepipeline_source_heads')
      .addColumn('place', 'text', (column) => column.notNull())
      .addColumn('ref', 'text', (column) => column.notNull())
      .addColumn('revision', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('codepipeline_source_heads_key', ['place', 'ref'])
      .execute()
  },
}
