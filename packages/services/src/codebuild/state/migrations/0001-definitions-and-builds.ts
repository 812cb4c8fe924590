import type { Database, Migration } from '@towpath/storage'

/** Projects, builds, batches, report groups, reports and credentials of sources. */
export const definitionsAndBuilds: Migration = {
  id: '0001-definitions-and-builds',
  async up(db) {
    await projects(db)
    await builds(db, 'codebuild_builds')
    await builds(db, 'codebuild_batches')
    await reports(db)
    await sourceCredentials(db)
  },
}

/** A table whose rows belong to an account and region. */
const table = (db: Database, name: string) =>
  db.schema
    .createTable(name)
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())

async function projects(db: Database) {
  await table(db, 'codebuild_projects')
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('settings', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('modified_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('codebuild_projects_key', ['account', 'region', 'name'])
    .execute()
  await table(db, 'codebuild_build_numbers')
    .addColumn('project_name', 'text', (column) => column.notNull())
    .addColumn('last_number', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('codebuild_build_numbers_key', ['account', 'region', 'project_name'])
    .execute()
}

async function builds(db: Database, name: 'codebuild_builds' | 'codebuild_batches') {
  const common = table(db, name)
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('project_name', 'text', (column) => column.notNull())
    .addColumn('number', 'bigint', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('current_phase', 'text', (column) => column.notNull())
    .addColumn('settings', 'text', (column) => column.notNull())
    .addColumn('phases', 'text', (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('ended_at', 'bigint')
    .addPrimaryKeyConstraint(`${name}_key`, ['account', 'region', 'id'])
    .addUniqueConstraint(`${name}_number`, ['account', 'region', 'project_name', 'number'])
  await (name === 'codebuild_builds'
    ? common.addColumn('batch_id', 'text').addColumn('outcome', 'text', (column) => column.notNull())
    : common.addColumn('groups', 'text', (column) => column.notNull())
  ).execute()
  await db.schema
    .createIndex(`${name}_started_at`)
    .on(name)
    .columns(['account', 'region', 'started_at', 'id'])
    .execute()
}

async function reports(db: Database) {
  await table(db, 'codebuild_report_groups')
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('settings', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('modified_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('codebuild_report_groups_key', ['account', 'region', 'name'])
    .execute()
  await table(db, 'codebuild_reports')
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('group_name', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('details', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('codebuild_reports_key', ['account', 'region', 'id'])
    .execute()
  await db.schema
    .createIndex('codebuild_reports_group')
    .on('codebuild_reports')
    .columns(['account', 'region', 'group_name'])
    .execute()
}

const sourceCredentials = (db: Database) =>
  table(db, 'codebuild_source_credentials')
    .addColumn('server_type', 'text', (column) => column.notNull())
    .addColumn('auth_type', 'text', (column) => column.notNull())
    .addColumn('sealed', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('codebuild_source_credentials_key', ['account', 'region', 'server_type'])
    .execute()
