import type { RoomSchema } from '@towpath/storage'

/** The tables of this room, for the store to bring up to date. */
export const secretsmanagerSchema: RoomSchema = {
  room: 'secretsmanager',
  migrations: [
    {
      id: '0001-secrets',
      async up(db) {
        await db.schema
          .createTable('secretsmanager_secrets')
          .addColumn('id', 'text', (column) => column.primaryKey())
          .addColumn('account', 'text', (column) => column.notNull())
          .addColumn('region', 'text', (column) => column.notNull())
          .addColumn('name', 'text', (column) => column.notNull())
          .addColumn('suffix', 'text', (column) => column.notNull())
          .addColumn('description', 'text')
          .addColumn('tags', 'text', (column) => column.notNull())
          .addColumn('created_at', 'bigint', (column) => column.notNull())
          .addColumn('changed_at', 'bigint', (column) => column.notNull())
          .addColumn('deleted_at', 'bigint')
          .addColumn('gone_at', 'bigint')
          .addUniqueConstraint('secretsmanager_secrets_name', ['account', 'region', 'name'])
          .execute()
        await db.schema
          .createIndex('secretsmanager_secrets_gone_at')
          .on('secretsmanager_secrets')
          .column('gone_at')
          .execute()
        await db.schema
          .createTable('secretsmanager_versions')
          .addColumn('secret_id', 'text', (column) => column.notNull())
          .addColumn('id', 'text', (column) => column.notNull())
          .addColumn('sealed', 'text', (column) => column.notNull())
          .addColumn('stages', 'text', (column) => column.notNull())
          .addColumn('created_at', 'bigint', (column) => column.notNull())
          .addPrimaryKeyConstraint('secretsmanager_versions_key', ['secret_id', 'id'])
          .execute()
      },
    },
  ],
}
