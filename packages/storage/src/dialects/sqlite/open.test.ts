import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { silentLogger, UsageError } from '@towpath/base'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openStore } from '../../open-store.ts'
import type { RoomSchema, Store } from '../../store.ts'
import { sqlite, temporaryStore } from '../../testing.ts'

type Tables = { test_parents: { id: string }; test_children: { parent: string } }

const room: RoomSchema = {
  room: 'test',
  migrations: [
    {
      id: '0001-family',
      async up(db) {
        await db.schema
          .createTable('test_parents')
          .addColumn('id', 'text', (c) => c.primaryKey())
          .execute()
        await db.schema
          .createTable('test_children')
          .addColumn('parent', 'text', (c) =>
            c.references('test_parents.id').modifyEnd(sql`deferrable initially deferred`),
          )
          .execute()
      },
    },
  ],
}

const addParent = (store: Store, id: string) =>
  store.transaction((db) => db.withTables<Tables>().insertInto('test_parents').values({ id }).execute())

const addChild = (store: Store, parent: string) =>
  store.transaction((db) => db.withTables<Tables>().insertInto('test_children').values({ parent }).execute())

async function sqliteDatabase() {
  const { location, ...rest } = await sqlite.create()
  return { folder: location.folder ?? '', ...rest }
}

test('a constraint that is checked at the commit fails only the transaction that broke it', async () => {
  await using store = await temporaryStore([room])

  const outcomes = await Promise.allSettled([
    addParent(store, 'a'),
    addChild(store, 'nobody'),
    addChild(store, 'a'),
    addParent(store, 'b'),
  ])

  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
  const parents = await store.db.withTables<Tables>().selectFrom('test_parents').select('id').orderBy('id').execute()
  expect(parents.map(({ id }) => id)).toEqual(['a', 'b'])
})

test('a transaction waits for the writer of another process without stopping this one', async () => {
  await using database = await sqliteDatabase()
  const store = await openStore({ ...database, log: silentLogger })
  await store.migrate([room])
  const other = new DatabaseSync(join(database.folder, 'towpath.db'))
  other.exec('begin immediate')

  let turns = 0
  const ticking = setInterval(() => turns++, 1)
  const waiting = addParent(store, 'a')
  await expect.poll(() => turns, { timeout: 20_000 }).toBeGreaterThan(50)
  clearInterval(ticking)
  other.exec('commit')
  await waiting

  const rows = other.prepare('select count(*) as n from test_parents').get()
  other.close()
  await store.close()
  expect(rows?.n).toBe(1)
})

test('what one process wrote is seen by another that has the same folder open', async () => {
  await using database = await sqliteDatabase()
  const one = await openStore({ ...database, log: silentLogger })
  const two = await openStore({ ...database, log: silentLogger })
  await one.migrate([room])

  await addParent(one, 'a')
  const seen = await two.db.withTables<Tables>().selectFrom('test_parents').select('id').execute()

  await Promise.all([one.close(), two.close()])
  expect(seen.map(({ id }) => id)).toEqual(['a'])
})

test('the files of the database can be read by their owner alone', async () => {
  await using database = await sqliteDatabase()
  const store = await openStore({ ...database, log: silentLogger })
  await store.migrate([room])

  const modes = await Promise.all(
    ['towpath.db', 'towpath.db-wal', 'towpath.db-shm'].map(
      async (name) => (await stat(join(database.folder, name))).mode & 0o777,
    ),
  )

  await store.close()
  expect(modes).toEqual([0o600, 0o600, 0o600])
})

test('writing through the handle for reading is refused', async () => {
  await using store = await temporaryStore([room])

  const outcome = store.db.withTables<Tables>().insertInto('test_parents').values({ id: 'a' }).execute()

  await expect(outcome).rejects.toThrow('readonly')
})

test('closing waits for the transactions that were begun', async () => {
  await using database = await sqliteDatabase()
  const store = await openStore({ ...database, log: silentLogger })
  await store.migrate([room])

  const begun = ['a', 'b', 'c'].map((id) => addParent(store, id))
  await store.close()

  await expect(Promise.all(begun)).resolves.toHaveLength(3)
})

test('more kinds of statements than are kept ready do no harm', async () => {
  await using store = await temporaryStore([room])

  for (let i = 0; i < 1200; i++) await sql.raw(`select ${i} as n`).execute(store.db)
  const again = await sql.raw<{ n: number }>('select 0 as n').execute(store.db)

  expect(again.rows[0]?.n).toBe(0)
})

test('a file that is no database is an operator error that names it', async () => {
  await using database = await sqliteDatabase()
  const path = join(database.folder, 'towpath.db')
  await writeFile(path, 'not a database at all '.repeat(100))

  const error = await openStore({ folder: database.folder, log: silentLogger }).catch((error) => error)

  expect(error).toBeInstanceOf(UsageError)
  expect(error.message).toBe(`Cannot open database ${path}: file is not a database`)
})
