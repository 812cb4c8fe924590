import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { silentLogger } from '@towpath/base'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { openStore } from './open-store.ts'
import type { Migration, RoomSchema, Store } from './store.ts'
import { databases, temporaryStore } from './testing.ts'

const table = (id: string, name: string): Migration => ({
  id,
  up: (db) => db.schema.createTable(name).addColumn('id', 'text').execute(),
})

const room = (...migrations: Migration[]): RoomSchema => ({ room: 'test', migrations })

const exists = (store: Store, name: string) =>
  sql`select count(*) from ${sql.table(name)}`.execute(store.db).then(
    () => true,
    () => false,
  )

describe.each(databases)('migrations on $name', (kind) => {
  test('are applied in the order of their ids, each once', async () => {
    await using store = await temporaryStore([], kind)
    const applied: string[] = []
    const noting = (id: string): Migration => ({ id, up: async () => void applied.push(id) })

    await store.migrate([room(noting('0002-b'), noting('0001-a'))])
    await store.migrate([room(noting('0001-a'), noting('0002-b'), noting('0003-c'))])

    expect(applied).toEqual(['0001-a', '0002-b', '0003-c'])
  })

  test('of which one fails leave the schema as it was', async () => {
    await using store = await temporaryStore([room(table('0001-a', 'test_a'))], kind)
    const broken: Migration = { id: '0003-c', up: () => Promise.reject(new Error('broken')) }

    const outcome = store.migrate([room(table('0001-a', 'test_a'), table('0002-b', 'test_b'), broken)])

    await expect(outcome).rejects.toThrow('broken')
    expect(await exists(store, 'test_a')).toBe(true)
    expect(await exists(store, 'test_b')).toBe(false)
  })

  test('that this program does not know are refused, with the id and what to do', async () => {
    await using store = await temporaryStore([room(table('0001-a', 'test_a'), table('0002-b', 'test_b'))], kind)

    await expect(store.migrate([room(table('0001-a', 'test_a'))])).rejects.toThrow(
      'migration "0002-b" of room "test" is not known to this version',
    )
  })

  test('that were put before one already applied are refused', async () => {
    await using store = await temporaryStore([room(table('0002-b', 'test_b'))], kind)

    await expect(store.migrate([room(table('0001-a', 'test_a'), table('0002-b', 'test_b'))])).rejects.toThrow(
      'Migration "0001-a" of room "test" sorts before "0002-b"',
    )
  })

  test('with the same id within a room are refused', async () => {
    await using store = await temporaryStore([], kind)

    await expect(store.migrate([room(table('0001-a', 'test_a'), table('0001-a', 'test_b'))])).rejects.toThrow(
      'Two migrations of room "test" have the same id',
    )
  })

  test('of several processes that start at once are applied once', async () => {
    await using database = await kind.create()
    const program = fileURLToPath(new URL('testing/migrating-process.ts', import.meta.url))

    const children = Array.from({ length: 4 }, () => fork(program, [JSON.stringify(database.location)]))
    const exits = await Promise.all(children.map((child) => once(child, 'exit')))

    expect(exits.map(([code]) => code)).toEqual([0, 0, 0, 0])
    const store = await openStore({ ...database.location, log: silentLogger })
    const { rows } = await sql<{ n: number }>`select count(*) as n from test_things`.execute(store.db)
    await store.close()
    expect(rows[0]?.n).toBe(1)
  })

  test('use only column types that mean the same everywhere', async () => {
    await using store = await temporaryStore([], kind)
    const unportable: Migration = {
      id: '0001-json',
      up: (db) => db.schema.createTable('test_json').addColumn('document', 'json').execute(),
    }

    await expect(store.migrate([room(unportable)])).rejects.toThrow('Column type "json" is not portable')
  })
})
