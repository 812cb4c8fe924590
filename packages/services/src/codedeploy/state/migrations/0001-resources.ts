import type { Database, Migration } from '@towpath/storage'

/** Everything that is set up before a deployment: applications, groups, configs, revisions, instances, tags, tokens. */
export const resources: Migration = {
  id: '0001-resources',
  async up(db) {
    await applications(db)
    await deploymentGroups(db)
    await deploymentConfigs(db)
    await revisions(db)
    await onPremisesInstances(db)
    await tags(db)
    await githubTokens(db)
  },
}

const applications = (db: Database) =>
  db.schema
    .createTable('codedeploy_applications')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('compute_platform', 'text', (column) => column.notNull())
    .addColumn('github_account', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('codedeploy_applications_name', ['account', 'region', 'name'])
    .execute()

async function deploymentGroups(db: Database) {
  await db.schema
    .createTable('codedeploy_deployment_groups')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('application_id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('settings', 'text', (column) => column.notNull())
    .addColumn('deployment_config_name', 'text', (column) => column.notNull())
    .addColumn('last_attempted', 'text')
    .addColumn('last_successful', 'text')
    .addColumn('target_revision', 'text')
    .addColumn('target_revision_identity', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('codedeploy_deployment_groups_name', ['application_id', 'name'])
    .execute()
  await db.schema
    .createIndex('codedeploy_deployment_groups_config')
    .on('codedeploy_deployment_groups')
    .columns(['account', 'region', 'deployment_config_name'])
    .execute()
}

const deploymentConfigs = (db: Database) =>
  db.schema
    .createTable('codedeploy_deployment_configs')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('compute_platform', 'text', (column) => column.notNull())
    .addColumn('rules', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('codedeploy_deployment_configs_name', ['account', 'region', 'name'])
    .execute()

const revisions = (db: Database) =>
  db.schema
    .createTable('codedeploy_revisions')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('application_id', 'text', (column) => column.notNull())
    .addColumn('identity', 'text', (column) => column.notNull())
    .addColumn('location', 'text', (column) => column.notNull())
    .addColumn('description', 'text')
    .addColumn('registered_at', 'bigint', (column) => column.notNull())
    .addColumn('first_used_at', 'bigint')
    .addColumn('last_used_at', 'bigint')
    .addUniqueConstraint('codedeploy_revisions_identity', ['application_id', 'identity'])
    .execute()

async function onPremisesInstances(db: Database) {
  await db.schema
    .createTable('codedeploy_on_premises_instances')
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('iam_user_arn', 'text')
    .addColumn('iam_session_arn', 'text')
    .addColumn('tags', 'text', (column) => column.notNull())
    .addColumn('registered_at', 'bigint', (column) => column.notNull())
    .addColumn('deregistered_at', 'bigint')
    .addPrimaryKeyConstraint('codedeploy_on_premises_instances_key', ['account', 'region', 'name'])
    .execute()
  for (const column of ['iam_user_arn', 'iam_session_arn'] as const) {
    await db.schema
      .createIndex(`codedeploy_on_premises_instances_${column}`)
      .on('codedeploy_on_premises_instances')
      .columns(['account', 'region', column])
      .execute()
  }
}

const tags = (db: Database) =>
  db.schema
    .createTable('codedeploy_tags')
    .addColumn('owner_id', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('codedeploy_tags_key', ['owner_id', 'key'])
    .execute()

const githubTokens = (db: Database) =>
  db.schema
    .createTable('codedeploy_github_tokens')
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('sealed', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('codedeploy_github_tokens_key', ['account', 'region', 'name'])
    .execute()
