import type { RoomSchema } from '@towpath/storage'

/** The tables of this room, for the store to bring up to date. */
export const ssmSchema: RoomSchema = {
  room: 'ssm',
  migrations: [
    {
      id: '0001-parameters',
      async up(db) {
        await db.schema
          .createTable('ssm_parameters')
          .addColumn('account', 'text', (column) => column.notNull())
          .addColumn('region', 'text', (column) => column.notNull())
          .addColumn('name', 'text', (column) => column.notNull())
          .addColumn('version', 'bigint', (column) => column.notNull())
          .addColumn('tags', 'text', (column) => column.notNull())
          .addPrimaryKeyConstraint('ssm_parameters_key', ['account', 'region', 'name'])
          .execute()
        await db.schema
          .createTable('ssm_parameter_versions')
          .addColumn('account', 'text', (column) => column.notNull())
          .addColumn('region', 'text', (column) => column.notNull())
          .addColumn('name', 'text', (column) => column.notNull())
          .addColumn('version', 'bigint', (column) => column.notNull())
          .addColumn('settings', 'text', (column) => column.notNull())
          .addColumn('sealed', 'text', (column) => column.notNull())
          .addColumn('labels', 'text', (column) => column.notNull())
          .addColumn('modified_at', 'bigint', (column) => column.notNull())
          .addColumn('modified_by', 'text', (column) => column.notNull())
          .addPrimaryKeyConstraint('ssm_parameter_versions_key', ['account', 'region', 'name', 'version'])
          .execute()
      },
    },
  ],
}
