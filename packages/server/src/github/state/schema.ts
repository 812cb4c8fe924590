import type { RoomSchema } from '@towpath/storage'

/** What GitHub keeps of a repository besides git itself. */
export const githubSchema: RoomSchema = {
  room: 'github',
  migrations: [
    {
      id: '0001-statuses-and-hooks',
      async up(db) {
        await db.schema
          .createTable('github_statuses')
          .addColumn('repository_id', 'text', (column) => column.notNull())
          .addColumn('sha', 'text', (column) => column.notNull())
          .addColumn('number', 'integer', (column) => column.notNull())
          .addColumn('context', 'text', (column) => column.notNull())
          .addColumn('state', 'text', (column) => column.notNull())
          .addColumn('description', 'text', (column) => column.notNull())
          .addColumn('target_url', 'text')
          .addColumn('creator', 'text', (column) => column.notNull())
          .addColumn('created_at', 'bigint', (column) => column.notNull())
          .addPrimaryKeyConstraint('github_statuses_key', ['repository_id', 'sha', 'number'])
          .execute()
        await db.schema
          .createTable('github_hooks')
          .addColumn('repository_id', 'text', (column) => column.notNull())
          .addColumn('id', 'integer', (column) => column.notNull())
          .addColumn('url', 'text', (column) => column.notNull())
          .addColumn('sealed_secret', 'text')
          .addColumn('events', 'text', (column) => column.notNull())
          .addColumn('active', 'integer', (column) => column.notNull())
          .addColumn('created_at', 'bigint', (column) => column.notNull())
          .addPrimaryKeyConstraint('github_hooks_key', ['repository_id', 'id'])
          .execute()
        await db.schema
          .createTable('github_deliveries')
          .addColumn('id', 'text', (column) => column.primaryKey())
          .addColumn('repository_id', 'text', (column) => column.notNull())
          .addColumn('hook_id', 'integer', (column) => column.notNull())
          .addColumn('event', 'text', (column) => column.notNull())
          .addColumn('payload', 'text', (column) => column.notNull())
          .addColumn('attempts', 'integer', (column) => column.notNull())
          .addColumn('due_at', 'bigint', (column) => column.notNull())
          .addColumn('created_at', 'bigint', (column) => column.notNull())
          .execute()
        await db.schema.createIndex('github_deliveries_due').on('github_deliveries').columns(['due_at']).execute()
      },
    },
  ],
}
