import type { Database, Migration } from '@towpath/storage'
import { sql } from 'kysely'

/** Deployments, their targets, and what groups remember of targets. */
export const deployments: Migration = {
  id: '0002-deployments',
  async up(db) {
    await deploymentTable(db)
    await targetTable(db)
    await targetHealthTable(db)
  },
}

async function deploymentTable(db: Database) {
  await db.schema
    .createTable('codedeploy_deployments')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('application_id', 'text', (column) => column.notNull())
    .addColumn('application_name', 'text', (column) => column.notNull())
    .addColumn('group_id', 'text', (column) => column.notNull())
    .addColumn('group_name', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('active', 'integer', (column) => column.notNull())
    .addColumn('creator', 'text', (column) => column.notNull())
    .addColumn('request', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('started_at', 'bigint')
    .addColumn('completed_at', 'bigint')
    .addColumn('error', 'text')
    .addColumn('rollback', 'text')
    .addColumn('overview', 'text')
    .addColumn('bundle', 'text')
    .execute()
  await db.schema
    .createIndex('codedeploy_deployments_newest')
    .on('codedeploy_deployments')
    .columns(['account', 'region', 'created_at'])
    .execute()
  await db.schema
    .createIndex('codedeploy_deployments_group')
    .on('codedeploy_deployments')
    .columns(['group_id', 'created_at'])
    .execute()
  await db.schema
    .createIndex('codedeploy_deployments_active')
    .on('codedeploy_deployments')
    .column('group_id')
    .unique()
    .where(sql<boolean>`active = 1`)
    .execute()
}

async function targetTable(db: Database) {
  await db.schema
    .createTable('codedeploy_targets')
    .addColumn('deployment_id', 'text', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('target_id', 'text', (column) => column.notNull())
    .addColumn('target_arn', 'text', (column) => column.notNull())
    .addColumn('host_identifier', 'text', (column) => column.notNull())
    .addColumn('zone', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('events', 'text', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addColumn('command_event', 'integer')
    .addColumn('command_offered_at', 'bigint')
    .addColumn('command_running', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('codedeploy_targets_key', ['deployment_id', 'position'])
    .addUniqueConstraint('codedeploy_targets_target', ['deployment_id', 'target_id'])
    .execute()
  // Only rows with a command that is out: what a host's poll looks for stays small however much history there is.
  await db.schema
    .createIndex('codedeploy_targets_commands')
    .on('codedeploy_targets')
    .columns(['host_identifier', 'command_offered_at'])
    .where(sql<boolean>`command_event is not null`)
    .execute()
}

const targetHealthTable = (db: Database) =>
  db.schema
    .createTable('codedeploy_target_health')
    .addColumn('group_id', 'text', (column) => column.notNull())
    .addColumn('target_id', 'text', (column) => column.notNull())
    .addColumn('healthy', 'integer', (column) => column.notNull())
    .addColumn('revision_identity', 'text')
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('codedeploy_target_health_key', ['group_id', 'target_id'])
    .execute()
