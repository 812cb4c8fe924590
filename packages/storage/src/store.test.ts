import { AsyncLocalStorage } from 'node:async_hooks'
import { describe, expect, test, vi } from 'vitest'
import type { Database, RoomSchema } from './store.ts'
import { databases, temporaryStore } from './testing.ts'

type Tables = { test_things: { id: string; count: number; note: string | null } }

const room: RoomSchema = {
  room: 'test',
  migrations: [
    {
      id: '0001-things',
      up: (db) =>
        db.schema
          .createTable('test_things')
          .addColumn('id', 'text', (column) => column.primaryKey())
          .addColumn('count', 'integer', (column) => column.notNull())
          .addColumn('note', 'text')
          .execute(),
    },
  ],
}

const insert = (db: Database, id: string, count = 0) =>
  db.withTables<Tables>().insertInto('test_things').values({ id, count }).execute()

const ids = async (db: Database) => {
  const rows = await db.withTables<Tables>().selectFrom('test_things').select('id').orderBy('id').execute()
  return rows.map((row) => row.id)
}

const read = async (db: Database, id: string) =>
  (await db.withTables<Tables>().selectFrom('test_things').select('count').where('id', '=', id).executeTakeFirst())
    ?.count

const write = (db: Database, id: string, count: number) =>
  db.withTables<Tables>().updateTable('test_things').set({ count }).where('id', '=', id).execute()

describe.each(databases)('a store on $name', (kind) => {
  const open = () => temporaryStore([room], kind)

  test('a transaction answers what its work answers, and its changes can be read afterwards', async () => {
    await using store = await open()

    const answer = await store.transaction(async (db) => {
      await insert(db, 'a')
      return 'done'
    })

    expect(answer).toBe('done')
    expect(await ids(store.db)).toEqual(['a'])
  })

  test('a transaction whose work fails changes nothing and rejects with the same error', async () => {
    await using store = await open()
    const refusal = new Error('refused')

    const outcome = store.transaction(async (db) => {
      await insert(db, 'a')
      throw refusal
    })

    await expect(outcome).rejects.toBe(refusal)
    expect(await ids(store.db)).toEqual([])
  })

  test('one failing transaction among many that run at once takes nothing of the others with it', async () => {
    await using store = await open()

    const outcomes = await Promise.allSettled(
      Array.from({ length: 40 }, (_, i) =>
        store.transaction(async (db) => {
          await insert(db, `id-${String(i).padStart(2, '0')}`)
          if (i % 4 === 0) throw new Error('refused')
        }),
      ),
    )

    expect(outcomes.filter((outcome) => outcome.status === 'rejected')).toHaveLength(10)
    expect(await ids(store.db)).toHaveLength(30)
  })

  test('transactions that read and then write what they read do not lose updates', async () => {
    await using store = await open()
    await store.transaction((db) => insert(db, 'counter'))

    await Promise.all(
      Array.from({ length: 25 }, () =>
        store.transaction(async (db) => write(db, 'counter', ((await read(db, 'counter')) ?? 0) + 1)),
      ),
    )

    expect(await read(store.db, 'counter')).toBe(25)
  })

  test('two transactions that each check what the other writes cannot both succeed', async () => {
    await using store = await open()
    const takeUnlessTaken = (mine: string, other: string) =>
      store.transaction(async (db) => {
        if ((await read(db, other)) !== undefined) return false
        await insert(db, mine)
        return true
      })

    const taken = await Promise.all([takeUnlessTaken('a', 'b'), takeUnlessTaken('b', 'a')])

    expect(taken.toSorted()).toEqual([false, true])
  })

  test('of many that create the same thing unless it exists, one creates it and the others are told', async () => {
    await using store = await open()
    const create = () =>
      store.transaction(async (db) => {
        if ((await read(db, 'a')) !== undefined) return 'exists'
        await insert(db, 'a')
        return 'created'
      })

    const answers = await Promise.all(Array.from({ length: 10 }, create))

    expect(answers.filter((answer) => answer === 'created')).toHaveLength(1)
    expect(answers.filter((answer) => answer === 'exists')).toHaveLength(9)
  })

  test('readers do not see what is not committed', async () => {
    await using store = await open()

    const during = await store.transaction(async (db) => {
      await insert(db, 'a')
      return { inside: await ids(db), outside: await ids(store.db) }
    })

    expect(during).toEqual({ inside: ['a'], outside: [] })
  })

  test('a transaction cannot go on after a failed statement, even if it swallows the error', async () => {
    await using store = await open()

    const outcome = store.transaction(async (db) => {
      await insert(db, 'a')
      await insert(db, 'a').catch(() => undefined)
      return 'as if nothing had happened'
    })

    await expect(outcome).rejects.toThrow(/unique/i)
    expect(await ids(store.db)).toEqual([])
  })

  test('a handle is of no use after its transaction', async () => {
    await using store = await open()
    let leaked: Database | undefined
    await store.transaction(async (db) => {
      leaked = db
    })

    await expect(leaked && insert(leaked, 'late')).rejects.toThrow('This transaction is over')
    expect(await ids(store.db)).toEqual([])
  })

  test('a transaction inside a transaction is refused instead of waiting for itself', async () => {
    await using store = await open()

    const outcome = store.transaction(() => store.transaction(async () => undefined))

    await expect(outcome).rejects.toThrow('A transaction was begun inside a transaction')
  })

  test('each of several transactions that wait for each other runs with what its own caller knows', async () => {
    await using store = await open()
    const request = new AsyncLocalStorage<string>()

    const seen = await Promise.all(
      ['a', 'b', 'c'].map((id) =>
        request.run(id, () =>
          store.transaction(async (db) => {
            await insert(db, id)
            return request.getStore()
          }),
        ),
      ),
    )

    expect(seen).toEqual(['a', 'b', 'c'])
  })

  test("Kysely's own transactions are refused", async () => {
    await using store = await open()

    await expect(store.db.transaction().execute(async () => undefined)).rejects.toThrow('Store.transaction')
  })

  test('numbers of the size of a time in milliseconds come back as numbers, also when counted or added', async () => {
    await using store = await open()
    await store.transaction(async (db) => {
      await insert(db, 'a', 1_795_000_000_000)
      await insert(db, 'b', 1)
    })

    const row = await store.db
      .withTables<Tables>()
      .selectFrom('test_things')
      .select(({ fn }) => [fn.countAll().as('rows'), fn.sum('count').as('sum'), fn.max('count').as('max')])
      .executeTakeFirstOrThrow()

    expect({ ...row }).toEqual({ rows: 2, sum: 1_795_000_000_001, max: 1_795_000_000_000 })
  })

  test('names sort and compare by code point, and LIKE tells case apart', async () => {
    await using store = await open()
    await store.transaction(async (db) => {
      for (const id of ['b', 'a', 'B', 'A', '_', 'é']) await insert(db, id)
    })
    const matching = store.db.withTables<Tables>().selectFrom('test_things').select('id').where('id', 'like', 'a%')

    expect(await ids(store.db)).toEqual(['A', 'B', '_', 'a', 'b', 'é'])
    expect((await matching.execute()).map((row) => row.id)).toEqual(['a'])
  })

  test("a value of the wrong type is refused by the column's type", async () => {
    await using store = await open()
    const wrong = store.transaction((db) => insert(db, 'a', 'many' as unknown as number))

    await expect(wrong).rejects.toThrow()
  })

  test('a change tells how many rows it touched', async () => {
    await using store = await open()
    const result = await store.transaction(async (db) => {
      await insert(db, 'a')
      await insert(db, 'b')
      return db.withTables<Tables>().updateTable('test_things').set({ count: 7 }).executeTakeFirst()
    })

    expect(result.numUpdatedRows).toBe(2n)
  })

  test('a notification sent inside a transaction arrives once it is committed', async () => {
    await using store = await open()
    const seen = vi.fn()
    store.listen('things', async (payload) => seen(payload, await ids(store.db)))

    const before = await store.transaction(async (db) => {
      await insert(db, 'a')
      store.notify('things', 'a')
      return seen.mock.calls.length
    })

    expect(before).toBe(0)
    await vi.waitFor(() => expect(seen).toHaveBeenCalledExactlyOnceWith('a', ['a']))
  })

  test('a notification of a transaction that failed is not sent', async () => {
    await using store = await open()
    const seen = vi.fn()
    store.listen('things', seen)

    await store
      .transaction(async () => {
        store.notify('things', 'never')
        throw new Error('refused')
      })
      .catch(() => undefined)
    store.notify('things', 'next')

    expect(seen.mock.calls).toEqual([['next']])
  })

  test('a listener that throws does not keep the others from hearing, and one that stopped hears nothing', async () => {
    await using store = await open()
    const heard = vi.fn()
    const stopped = vi.fn()
    store.listen('things', () => {
      throw new Error('broken listener')
    })
    store.listen('things', heard)
    store.listen('things', stopped)()

    store.notify('things', 'x')

    expect(heard).toHaveBeenCalledExactlyOnceWith('x')
    expect(stopped).not.toHaveBeenCalled()
  })
})
