import type { RoomSchema } from '@towpath/storage'

export const codecommitSchema: RoomSchema = {
  room: 'codecommit',
  migrations: [
    {
      id: '0001-repositories',
      async up(db) {
        await db.schema
          .createTable('codecommit_repositories')
          .addColumn('id', 'text', (column) => column.primaryKey())
          .addColumn('account', 'text', (column) => column.notNull())
          .addColumn('region', 'text', (column) => column.notNull())
          .addColumn('name', 'text', (column) => column.notNull())
          .addColumn('owner', 'text', (column) => column.notNull())
          .addColumn('description', 'text')
          .addColumn('created_at', 'bigint', (column) => column.notNull())
          .addColumn('modified_at', 'bigint', (column) => column.notNull())
          .addUniqueConstraint('codecommit_repositories_name', ['account', 'region', 'name'])
          // The address of a repository knows no region, so two of them may not share a path.
          .addUniqueConstraint('codecommit_repositories_path', ['owner', 'name'])
          .execute()
        await db.schema
          .createTable('codecommit_tags')
          .addColumn('repository_id', 'text', (column) => column.notNull())
          .addColumn('key', 'text', (column) => column.notNull())
          .addColumn('value', 'text', (column) => column.notNull())
          .addPrimaryKeyConstraint('codecommit_tags_key', ['repository_id', 'key'])
          .execute()
      },
    },
  ],
}
