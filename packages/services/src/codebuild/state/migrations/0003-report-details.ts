import type { Migration } from '@towpath/storage'

/** The test cases and the coverage of reports, and what lists and expires reports by time. */
export const reportDetails: Migration = {
  id: '0003-report-details',
  async up(db) {
    for (const name of ['codebuild_test_cases', 'codebuild_coverages']) {
      await db.schema
        .createTable(name)
        .addColumn('account', 'text', (column) => column.notNull())
        .addColumn('region', 'text', (column) => column.notNull())
        .addColumn('report_id', 'text', (column) => column.notNull())
        .addColumn('position', 'integer', (column) => column.notNull())
        .addColumn('details', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint(`${name}_key`, ['account', 'region', 'report_id', 'position'])
        .execute()
    }
    await db.schema
      .createIndex('codebuild_reports_created_at')
      .on('codebuild_reports')
      .columns(['account', 'region', 'created_at', 'id'])
      .execute()
    await db.schema.createIndex('codebuild_reports_expires_at').on('codebuild_reports').column('expires_at').execute()
  },
}
