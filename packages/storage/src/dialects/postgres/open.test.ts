import { silentLogger, UsageError } from '@towpath/base'
import { sql } from 'kysely'
import { describe, expect, test, vi } from 'vitest'
import { openStore } from '../../open-store.ts'
import type { RoomSchema, Store } from '../../store.ts'
import { databases, type TestDatabase } from '../../testing.ts'

type Tables = { test_counters: { id: string; count: number } }

const room: RoomSchema = {
  room: 'test',
  migrations: [
    {
      id: '0001-counters',
      up: async (db) => {
        await db.schema.createTable('test_counters').addColumn('id', 'text').addColumn('count', 'integer').execute()
        await db.withTables<Tables>().insertInto('test_counters').values({ id: 'x', count: 0 }).execute()
      },
    },
  ],
}

const count = (store: Store) =>
  store.transaction(async (db) => {
    const tables = db.withTables<Tables>()
    const { count } = await tables.selectFrom('test_counters').select('count').executeTakeFirstOrThrow()
    await tables
      .updateTable('test_counters')
      .set({ count: count + 1 })
      .execute()
  })

const counted = async (store: Store) =>
  (await store.db.withTables<Tables>().selectFrom('test_counters').select('count').executeTakeFirstOrThrow()).count

/** Process id of the connection on which the next transaction runs, when there is no other. */
const pid = (store: Store) =>
  store.transaction(async (db) => (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)).rows[0]?.pid)

/** As when the server is restarted, or a firewall forgets a connection. */
const breakConnections = (store: Store, statement: string) =>
  sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid != pg_backend_pid() and query like ${statement}`.execute(store.db)

describe.each(databases.filter(({ name }) => name === 'postgres'))('$name', (kind) => {
  const open = (database: TestDatabase) => openStore({ ...database.location, log: silentLogger })

  async function twoProcesses() {
    const database = await kind.create()
    const [one, two] = await Promise.all([open(database), open(database)])
    await one.migrate([room])
    const dispose = async () => {
      await Promise.all([one.close(), two.close()])
      await database[Symbol.asyncDispose]()
    }
    return { one, two, [Symbol.asyncDispose]: dispose }
  }

  test('many transactions of two processes that count on the same row all succeed', async () => {
    await using t = await twoProcesses()

    await Promise.all(Array.from({ length: 100 }, (_, i) => count(i % 2 ? t.one : t.two)))

    expect(await counted(t.one)).toBe(100)
  })

  test('many transactions at once may each read outside of themselves', async () => {
    await using t = await twoProcesses()

    const read = await Promise.all(Array.from({ length: 50 }, () => t.one.transaction(() => counted(t.one))))

    expect(read).toEqual(Array(50).fill(0))
  })

  test('reads and notifications do not wait for transactions', async () => {
    await using t = await twoProcesses()
    const heard = new Promise((resolve) => t.two.listen('things', resolve))
    const held = Promise.withResolvers<void>()
    const holding = Array.from({ length: 50 }, () => t.one.transaction(() => held.promise))

    t.one.notify('things', 'hello')

    expect(await counted(t.one)).toBe(0)
    expect(await heard).toBe('hello')
    held.resolve()
    await Promise.all(holding)
  })

  test('a notification reaches the other process once, and the listeners of its own process once', async () => {
    await using t = await twoProcesses()
    const [here, there] = [vi.fn(), vi.fn()]
    t.one.listen('things', here)
    t.two.listen('things', there)

    t.one.notify('things', 'first\nline')
    t.one.notify('others', 'not for them')
    t.two.notify('things', 'back')

    await vi.waitFor(() => expect(here.mock.calls).toEqual([['first\nline'], ['back']]), { timeout: 20_000 })
    await vi.waitFor(() => expect(there).toHaveBeenCalledTimes(2), { timeout: 20_000 })
    expect(there.mock.calls.toSorted()).toEqual([['back'], ['first\nline']])
  })

  test('what another process has written is there when its notification comes', async () => {
    await using t = await twoProcesses()
    const seen = new Promise((resolve) => t.two.listen('counted', () => resolve(counted(t.two))))

    await t.one.transaction(async (db) => {
      await db.withTables<Tables>().updateTable('test_counters').set({ count: 7 }).execute()
      t.one.notify('counted', '')
    })

    expect(await seen).toBe(7)
  })

  test('notifications come again after the connection for them was lost', async () => {
    await using t = await twoProcesses()
    const heard = vi.fn()
    t.two.listen('things', heard)

    await breakConnections(t.one, 'listen%')

    await expect
      .poll(
        () => {
          t.one.notify('things', 'hello')
          return heard.mock.calls.length
        },
        { timeout: 30_000, interval: 50 },
      )
      .toBeGreaterThan(0)
  })

  test('a transaction whose connection breaks is rejected, and the next one works', async () => {
    await using t = await twoProcesses()

    const broken = t.one.transaction(async (db) => {
      await db.withTables<Tables>().updateTable('test_counters').set({ count: 7 }).execute()
      await breakConnections(t.two, 'update%')
      await db.withTables<Tables>().updateTable('test_counters').set({ count: 8 }).execute()
    })

    await expect(broken).rejects.toThrow()
    await count(t.one)
    expect(await counted(t.two)).toBe(1)
  })

  test('refused transactions give their connections back', async () => {
    await using t = await twoProcesses()
    const before = await pid(t.one)
    const refused = () =>
      t.one.transaction(async (db) => {
        await db.withTables<Tables>().updateTable('test_counters').set({ count: 7 }).execute()
        throw new Error('refused')
      })

    for (let i = 0; i < 30; i++) await expect(refused()).rejects.toThrow('refused')

    expect(await pid(t.one)).toBe(before)
    expect(await counted(t.one)).toBe(0)
  })

  test('a database in another encoding than UTF-8 is refused', async () => {
    await using database = await kind.create()
    const store = await open(database)
    await sql`create database ascii encoding 'SQL_ASCII' template template0 locale 'C' locale_provider libc`
      .execute(store.db)
      .finally(() => store.close())
    const url = new URL(database.location.url ?? '')
    url.pathname = '/ascii'

    await expect(openStore({ url: String(url), log: silentLogger })).rejects.toThrow('encoding SQL_ASCII')
  })
})

test('a database that does not answer is an operator error that names it and hides the password', async () => {
  const opening = openStore({ url: 'postgres://someone:not-a-secret@127.0.0.1:1/towpath', log: silentLogger })

  const error = await opening.catch((error) => error)

  expect(error).toBeInstanceOf(UsageError)
  expect(error.message).toContain('Cannot open database "towpath" on "127.0.0.1:1"')
  expect(error.message).not.toContain('not-a-secret')
})

test.each(['mysql://root:not-a-secret@localhost/x', 'not-a-secret'])(
  'a URL of another kind is refused unquoted (%#)',
  async (url) => {
    const error = await openStore({ url, log: silentLogger }).catch((error) => error)

    expect(error).toBeInstanceOf(UsageError)
    expect(error.message).toBe('Cannot open database: its URL must begin with postgres://')
  },
)

test('a store without a place is refused', async () => {
  await expect(openStore({ log: silentLogger })).rejects.toThrow('neither a URL nor a folder')
})
