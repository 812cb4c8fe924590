import type { Migration } from '@towpath/storage'

/** The tables of the engine. */
export type EngineTables = {
  engine_runs: {
    id: string
    kind: string
    /** Counts the steps. A save names the version it was decided on. */
    version: number
    state: string
    done: number
    wake_at: number | null
    /** When it was finished; null until then. */
    done_at: number | null
  }
  engine_outbox: {
    /** `run/version/index`: the same however often the step that wrote it had to be repeated. */
    key: string
    run_id: string
    kind: string
    command: string
    /** When it is to be performed; while somebody performs it, when that lease runs out. */
    due_at: number
    /** The engine that performs it now. */
    owner: string | null
    /** How often it was begun. */
    attempts: number
    /** How often it was rejected. */
    failures: number
  }
}

export const engineTables: Migration = {
  id: '0001-runs-and-outbox',
  async up(db) {
    await db.schema
      .createTable('engine_runs')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('done', 'integer', (column) => column.notNull())
      .addColumn('wake_at', 'bigint')
      .execute()
    await db.schema
      .createTable('engine_outbox')
      .addColumn('key', 'text', (column) => column.primaryKey())
      .addColumn('run_id', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('command', 'text', (column) => column.notNull())
      .addColumn('due_at', 'bigint', (column) => column.notNull())
      .addColumn('owner', 'text')
      .addColumn('attempts', 'integer', (column) => column.notNull())
      .addColumn('failures', 'integer', (column) => column.notNull())
      .execute()
    // Most runs are finished or wait for facts: the index holds only those with a timer.
    await db.schema
      .createIndex('engine_runs_wake_at')
      .on('engine_runs')
      .column('wake_at')
      .where('wake_at', 'is not', null)
      .execute()
    await db.schema.createIndex('engine_outbox_due_at').on('engine_outbox').columns(['due_at', 'key']).execute()
  },
}

/** Runs that were finished before this was written count as finished long ago. */
export const finishTimes: Migration = {
  id: '0002-finish-times',
  async up(db) {
    await db.schema.alterTable('engine_runs').addColumn('done_at', 'bigint').execute()
    await db.withTables<EngineTables>().updateTable('engine_runs').set({ done_at: 0 }).where('done', '=', 1).execute()
    await db.schema
      .createIndex('engine_runs_done_at')
      .on('engine_runs')
      .columns(['kind', 'done_at'])
      .where('done_at', 'is not', null)
      .execute()
  },
}
