import type { ColumnType } from 'kysely'
import { describe, expect, test } from 'vitest'
import { prepared } from './prepared.ts'
import type { RoomSchema } from './store.ts'
import { databases, temporaryStore } from './testing.ts'

type Tables = { things_things: { id: string; size: number; note: ColumnType<string | null> } }

const schema: RoomSchema = {
  room: 'things',
  migrations: [
    {
      id: '0001-things',
      up: (db) =>
        db.schema
          .createTable('things_things')
          .addColumn('id', 'text', (column) => column.primaryKey())
          .addColumn('size', 'integer', (column) => column.notNull())
          .addColumn('note', 'text')
          .execute(),
    },
  ],
}

const ADD = prepared((db, id: string, size: number, note: string | null) =>
  db.withTables<Tables>().insertInto('things_things').values({ id, size, note }),
)
const GROW = prepared((db, by: number, id: string) =>
  db
    .withTables<Tables>()
    .updateTable('things_things')
    .set(({ eb }) => ({ size: eb('size', '+', by) }))
    .where('id', '=', id),
)
const FIND = prepared((db, id: string) =>
  db.withTables<Tables>().selectFrom('things_things').selectAll().where('id', '=', id).where('size', '>', 0),
)

describe.each(databases)('$name', (kind) => {
  test('a prepared query is run with other values each time, within a transaction and outside', async () => {
    await using store = await temporaryStore([schema], kind)
    await store.transaction(async (db) => {
      await ADD(db, 'a', 1, null)
      await ADD(db, 'b', 2, 'two')
    })

    const grown = await store.transaction((db) => GROW(db, 5, 'b'))

    expect(grown.numAffectedRows).toBe(1n)
    expect((await FIND(store.db, 'a')).rows).toEqual([{ id: 'a', size: 1, note: null }])
    expect((await FIND(store.db, 'b')).rows).toEqual([{ id: 'b', size: 7, note: 'two' }])
    expect((await FIND(store.db, 'c')).rows).toEqual([])
  })
})

test('a value that would not become a parameter is noticed when the query is first run', async () => {
  await using store = await temporaryStore([schema])
  const constant = prepared((db, _id: string) => db.withTables<Tables>().selectFrom('things_things').selectAll())

  await expect(constant(store.db, 'a')).rejects.toThrow('Value 0 of a prepared query is no parameter of it')
})
