import type { Database, Migration, RoomSchema } from '@towpath/storage'

const agentsAndSigners: Migration = {
  id: '0001-agents-and-signers',
  async up(db) {
    await agents(db)
    await signers(db)
  },
}

const agents = (db: Database) =>
  db.schema
    .createTable('host_commands_agents')
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('host_identifier', 'text', (column) => column.notNull())
    .addColumn('last_poll_at', 'bigint')
    .addColumn('agent_version', 'text')
    .addColumn('last_refusal_at', 'bigint')
    .addColumn('last_refusal', 'text')
    .addPrimaryKeyConstraint('host_commands_agents_key', ['account', 'region', 'host_identifier'])
    .execute()

const signers = (db: Database) =>
  db.schema
    .createTable('host_commands_signers')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('certificate', 'text', (column) => column.notNull())
    .addColumn('sealed_key', 'text', (column) => column.notNull())
    .addColumn('not_after', 'bigint', (column) => column.notNull())
    .execute()

/** The tables of this room, for the store to bring up to date. */
export const hostCommandsSchema: RoomSchema = { room: 'host_commands', migrations: [agentsAndSigners] }
