import type { RoomSchema } from '@towpath/storage'

export const codeconnectionsSchema: RoomSchema = {
  room: 'codeconnections',
  migrations: [
    {
      id: '0001-connections',
      async up(db) {
        await db.schema
          .createTable('codeconnections_hosts')
          .addColumn('account', 'text', (column) => column.notNull())
          .addColumn('region', 'text', (column) => column.notNull())
          .addColumn('id', 'text', (column) => column.notNull())
          .addColumn('service', 'text', (column) => column.notNull())
          .addColumn('name', 'text', (column) => column.notNull())
          .addColumn('provider', 'text', (column) => column.notNull())
          .addColumn('endpoint', 'text', (column) => column.notNull())
          .addColumn('vpc', 'text')
          .addColumn('created_at', 'bigint', (column) => column.notNull())
          .addPrimaryKeyConstraint('codeconnections_hosts_key', ['account', 'region', 'id'])
          .execute()
        await db.schema
          .createTable('codeconnections_connections')
          .addColumn('account', 'text', (column) => column.notNull())
          .addColumn('region', 'text', (column) => column.notNull())
          .addColumn('id', 'text', (column) => column.notNull())
          .addColumn('service', 'text', (column) => column.notNull())
          .addColumn('name', 'text', (column) => column.notNull())
          .addColumn('provider', 'text', (column) => column.notNull())
          .addColumn('host_id', 'text')
          .addColumn('sealed_token', 'text')
          .addColumn('sealed_webhook_secret', 'text')
          .addColumn('created_at', 'bigint', (column) => column.notNull())
          .addPrimaryKeyConstraint('codeconnections_connections_key', ['account', 'region', 'id'])
          // Webhooks name a connection by its id alone.
          .addUniqueConstraint('codeconnections_connections_id', ['id'])
          .execute()
        await db.schema
          .createTable('codeconnections_tags')
          .addColumn('resource_id', 'text', (column) => column.notNull())
          .addColumn('key', 'text', (column) => column.notNull())
          .addColumn('value', 'text', (column) => column.notNull())
          .addPrimaryKeyConstraint('codeconnections_tags_key', ['resource_id', 'key'])
          .execute()
      },
    },
  ],
}
