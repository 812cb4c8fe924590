import { UsageError } from '@towpath/base'
import type { Kysely } from 'kysely'
import type { Database, Migration, RoomSchema } from './store.ts'

type MigrationTables = {
  storage_migrations: { room: string; position: number; id: string }
}

/**
 * Applies in one transaction what is not yet applied: the schema is brought up to date as a whole or not at all.
 *
 * Every room's applied migrations must be the first ones of those it has now, in the same order. Throws a `UsageError`
 * when the database knows more of them than this program, and an `Error` when they were reordered or renamed.
 */
export async function migrate(db: Database, rooms: RoomSchema[]): Promise<void> {
  const tables = db.withTables<MigrationTables>()
  await createBookkeeping(tables)
  const rows = await tables.selectFrom('storage_migrations').selectAll().orderBy('position').execute()
  const applied = Map.groupBy(rows, (row) => row.room)
  for (const { room, migrations } of rooms) {
    for (const { position, migration } of pending(room, migrations, applied.get(room)?.map((row) => row.id) ?? [])) {
      await migration.up(db)
      await tables.insertInto('storage_migrations').values({ room, position, id: migration.id }).execute()
    }
  }
}

async function createBookkeeping(db: Kysely<MigrationTables>): Promise<void> {
  await db.schema
    .createTable('storage_migrations')
    .ifNotExists()
    .addColumn('room', 'text', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('storage_migrations_key', ['room', 'position'])
    .addUniqueConstraint('storage_migrations_id', ['room', 'id'])
    .execute()
}

/** The migrations of `room` that come after those in `applied`. */
export function pending(
  room: string,
  migrations: Migration[],
  applied: string[],
): Array<{ position: number; migration: Migration }> {
  const sorted = migrations.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  if (new Set(sorted.map(({ id }) => id)).size < sorted.length) {
    throw new Error(`Two migrations of room "${room}" have the same id`)
  }
  applied.forEach((id, position) => {
    if (sorted[position]?.id === id) return
    if (!sorted.some((migration) => migration.id === id)) {
      throw new UsageError(
        `Cannot use this database: migration "${id}" of room "${room}" is not known to this version. Start the version that made it, or a later one.`,
      )
    }
    throw new Error(
      `Migration "${sorted[position]?.id}" of room "${room}" sorts before "${id}", which was applied first`,
    )
  })
  return sorted.map((migration, position) => ({ position, migration })).slice(applied.length)
}
