import type { Database, Migration, RoomSchema } from '@towpath/storage'

const agentsOutputAndSigners: Migration = {
  id: '0001-agents-output-and-signers',
  async up(db) {
    await agents(db)
    await output(db)
    await outputEnds(db)
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

const output = (db: Database) =>
  db.schema
    .createTable('host_commands_output')
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('deployment_id', 'text', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('event', 'integer', (column) => column.notNull())
    .addColumn('sequence', 'integer', (column) => column.notNull())
    .addColumn('stream', 'text', (column) => column.notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('host_commands_output_key', ['deployment_id', 'position', 'event', 'sequence'])
    .execute()

const outputEnds = (db: Database) =>
  db.schema
    .createTable('host_commands_output_ends')
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('deployment_id', 'text', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('event', 'integer', (column) => column.notNull())
    .addColumn('next_sequence', 'integer', (column) => column.notNull())
    .addColumn('characters', 'bigint', (column) => column.notNull())
    .addColumn('first_sequence', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('host_commands_output_ends_key', ['deployment_id', 'position', 'event'])
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
export const hostCommandsSchema: RoomSchema = { room: 'host_commands', migrations: [agentsOutputAndSigners] }
