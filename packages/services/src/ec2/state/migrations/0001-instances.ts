import type { Database, Migration } from '@towpath/storage'

/** Instances, their tags and instance profiles, and the tokens that make launching idempotent. */
export const instances: Migration = {
  id: '0001-instances',
  async up(db) {
    await instanceTable(db)
    await clientTokens(db)
    await tags(db)
    await profileAssociations(db)
  },
}

async function instanceTable(db: Database) {
  await db.schema
    .createTable('ec2_instances')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('host', 'text', (column) => column.notNull())
    .addColumn('driver', 'text', (column) => column.notNull())
    .addColumn('reservation_id', 'text', (column) => column.notNull())
    .addColumn('launch_index', 'integer', (column) => column.notNull())
    .addColumn('image_id', 'text', (column) => column.notNull())
    .addColumn('instance_type', 'text', (column) => column.notNull())
    .addColumn('zone', 'text', (column) => column.notNull())
    .addColumn('private_ip', 'text', (column) => column.notNull())
    .addColumn('key_name', 'text')
    .addColumn('client_token', 'text')
    .addColumn('user_data', 'text')
    .addColumn('http_tokens_required', 'integer', (column) => column.notNull())
    .addColumn('disable_api_termination', 'integer', (column) => column.notNull())
    .addColumn('disable_api_stop', 'integer', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('state_changed_at', 'bigint', (column) => column.notNull())
    .addColumn('reason_code', 'text')
    .addColumn('reason_message', 'text')
    .addColumn('booted', 'integer', (column) => column.notNull())
    .addColumn('reboot_requested', 'integer', (column) => column.notNull())
    .addColumn('launched_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('ec2_instances_place')
    .on('ec2_instances')
    .columns(['account', 'region', 'state'])
    .execute()
  await db.schema.createIndex('ec2_instances_host').on('ec2_instances').columns(['host', 'state']).execute()
}

const clientTokens = (db: Database) =>
  db.schema
    .createTable('ec2_client_tokens')
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('token', 'text', (column) => column.notNull())
    .addColumn('request', 'text', (column) => column.notNull())
    .addColumn('reservation_id', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('ec2_client_tokens_key', ['account', 'region', 'token'])
    .execute()

const tags = (db: Database) =>
  db.schema
    .createTable('ec2_tags')
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('resource_id', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('ec2_tags_key', ['account', 'region', 'resource_id', 'key'])
    .execute()

const profileAssociations = (db: Database) =>
  db.schema
    .createTable('ec2_profile_associations')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('instance_id', 'text', (column) => column.notNull())
    .addColumn('profile_arn', 'text', (column) => column.notNull())
    .addColumn('profile_id', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('ec2_profile_associations_instance', ['instance_id'])
    .execute()
