import type { RoomSchema } from '@towpath/storage'

export const logsSchema: RoomSchema = {
  room: 'logs',
  migrations: [
    {
      id: '0001-logs',
      async up(db) {
        await db.schema
          .createTable('logs_groups')
          .addColumn('id', 'text', (column) => column.primaryKey())
          .addColumn('account', 'text', (column) => column.notNull())
          .addColumn('region', 'text', (column) => column.notNull())
          .addColumn('name', 'text', (column) => column.notNull())
          .addColumn('class', 'text', (column) => column.notNull())
          .addColumn('retention_days', 'integer')
          .addColumn('deletion_protected', 'integer', (column) => column.notNull())
          .addColumn('created_at', 'bigint', (column) => column.notNull())
          .addUniqueConstraint('logs_groups_name', ['account', 'region', 'name'])
          .execute()
        await db.schema
          .createTable('logs_tags')
          .addColumn('group_id', 'text', (column) => column.notNull())
          .addColumn('key', 'text', (column) => column.notNull())
          .addColumn('value', 'text', (column) => column.notNull())
          .addPrimaryKeyConstraint('logs_tags_key', ['group_id', 'key'])
          .execute()
        await db.schema
          .createTable('logs_streams')
          .addColumn('id', 'text', (column) => column.primaryKey())
          .addColumn('group_id', 'text', (column) => column.notNull())
          .addColumn('name', 'text', (column) => column.notNull())
          .addColumn('created_at', 'bigint', (column) => column.notNull())
          .addColumn('first_event_at', 'bigint', (column) => column.notNull())
          .addColumn('last_event_at', 'bigint', (column) => column.notNull())
          .addColumn('last_ingested_at', 'bigint', (column) => column.notNull())
          .addColumn('next_chunk', 'bigint', (column) => column.notNull())
          .addColumn('next_key', 'bigint', (column) => column.notNull())
          .addColumn('transient', 'integer', (column) => column.notNull())
          .addUniqueConstraint('logs_streams_name', ['group_id', 'name'])
          .execute()
        await db.schema
          .createIndex('logs_streams_last_event')
          .on('logs_streams')
          .columns(['group_id', 'last_event_at', 'name'])
          .execute()
        await db.schema
          .createTable('logs_chunks')
          .addColumn('id', 'text', (column) => column.primaryKey())
          .addColumn('group_id', 'text', (column) => column.notNull())
          .addColumn('stream_id', 'text', (column) => column.notNull())
          .addColumn('first_at', 'bigint', (column) => column.notNull())
          .addColumn('last_at', 'bigint', (column) => column.notNull())
          .addColumn('ingested_at', 'bigint', (column) => column.notNull())
          .addColumn('events', 'integer', (column) => column.notNull())
          .addColumn('size', 'integer', (column) => column.notNull())
          .addColumn('encoding', 'text', (column) => column.notNull())
          .addColumn('body', 'text', (column) => column.notNull())
          .execute()
        // Forwards in a stream, backwards in a stream, forwards in a group.
        for (const [name, columns] of [
          ['logs_chunks_stream', ['stream_id', 'first_at', 'id']],
          ['logs_chunks_stream_end', ['stream_id', 'last_at', 'id']],
          ['logs_chunks_group', ['group_id', 'first_at', 'id']],
        ] as const) {
          await db.schema
            .createIndex(name)
            .on('logs_chunks')
            .columns([...columns])
            .execute()
        }
        await db.schema
          .createTable('logs_usage')
          .addColumn('group_id', 'text', (column) => column.notNull())
          .addColumn('shard', 'integer', (column) => column.notNull())
          .addColumn('bytes', 'bigint', (column) => column.notNull())
          .addPrimaryKeyConstraint('logs_usage_key', ['group_id', 'shard'])
          .execute()
        await db.schema
          .createTable('logs_removals')
          .addColumn('id', 'text', (column) => column.primaryKey())
          .addColumn('kind', 'text', (column) => column.notNull())
          .execute()
      },
    },
  ],
}
