import type { Database, Migration } from '@towpath/storage'

/** Identities, their policies and their credentials. */
export const identities: Migration = {
  id: '0001-identities',
  async up(db) {
    await entities(db)
    await policies(db)
    await credentials(db)
    await bookkeeping(db)
  },
}

async function entities(db: Database) {
  await db.schema
    .createTable('iam_entities')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('name_key', 'text', (column) => column.notNull())
    .addColumn('path', 'text', (column) => column.notNull())
    .addColumn('tags', 'text', (column) => column.notNull())
    .addColumn('boundary', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('details', 'text', (column) => column.notNull())
    .addUniqueConstraint('iam_entities_name', ['account', 'kind', 'name_key'])
    .execute()
  await db.schema.createIndex('iam_entities_boundary').on('iam_entities').columns(['account', 'boundary']).execute()
  await db.schema
    .createTable('iam_memberships')
    .addColumn('container_id', 'text', (column) => column.notNull())
    .addColumn('member_id', 'text', (column) => column.notNull())
    .addColumn('added_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('iam_memberships_key', ['container_id', 'member_id'])
    .execute()
  await db.schema.createIndex('iam_memberships_member').on('iam_memberships').column('member_id').execute()
}

async function policies(db: Database) {
  await db.schema
    .createTable('iam_attachments')
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('holder_id', 'text', (column) => column.notNull())
    .addColumn('policy_arn', 'text', (column) => column.notNull())
    .addColumn('attached_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('iam_attachments_key', ['holder_id', 'policy_arn'])
    .execute()
  await db.schema
    .createIndex('iam_attachments_policy')
    .on('iam_attachments')
    .columns(['account', 'policy_arn'])
    .execute()
  await db.schema
    .createTable('iam_inline_policies')
    .addColumn('holder_id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('document', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('iam_inline_policies_key', ['holder_id', 'name'])
    .execute()
  await db.schema
    .createTable('iam_policy_versions')
    .addColumn('policy_id', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('document', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('iam_policy_versions_key', ['policy_id', 'version'])
    .execute()
}

async function credentials(db: Database) {
  await db.schema
    .createTable('iam_access_keys')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('secret', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('iam_access_keys_user').on('iam_access_keys').column('user_id').execute()
  await db.schema
    .createTable('iam_service_credentials')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('service', 'text', (column) => column.notNull())
    .addColumn('user_name', 'text', (column) => column.notNull().unique())
    .addColumn('password_hash', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('iam_service_credentials_user').on('iam_service_credentials').column('user_id').execute()
  await db.schema
    .createTable('iam_login_profiles')
    .addColumn('user_id', 'text', (column) => column.primaryKey())
    .addColumn('password_hash', 'text', (column) => column.notNull())
    .addColumn('reset_required', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute()
}

async function bookkeeping(db: Database) {
  await db.schema
    .createTable('iam_account_aliases')
    .addColumn('account', 'text', (column) => column.primaryKey())
    .addColumn('alias', 'text', (column) => column.notNull().unique())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('iam_last_uses')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('used_at', 'bigint', (column) => column.notNull())
    .addColumn('service', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('iam_revision')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .execute()
}
