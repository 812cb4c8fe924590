import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { databases, temporaryStore } from '../testing.ts'
import { SqliteConnection } from './sqlite/connection.ts'
import { grammar } from './sqlite/open.ts'
import { runWork } from './transaction-connection.ts'

test('work that takes too long is given up, and can do nothing more', async () => {
  const connection = new SqliteConnection(':memory:', [])
  let late: unknown
  const slow = runWork(
    async (db) => {
      await delay(50)
      late = await db.schema
        .createTable('late')
        .addColumn('id', 'text')
        .execute()
        .catch((error) => error.message)
    },
    connection,
    grammar,
    10,
  )

  await expect(slow).rejects.toThrow('A transaction took longer than 10 ms and was rolled back')
  await expect.poll(() => late).toBe('This transaction is over: was one of its queries not awaited?')
  connection.close()
})

test.each(databases)('queries of one transaction may be given at once ($name)', async (kind) => {
  await using store = await temporaryStore([], kind)

  const tables = await store.transaction((db) =>
    Promise.all(['a', 'b', 'c'].map((name) => db.schema.createTable(name).addColumn('id', 'text').execute())),
  )

  expect(tables).toHaveLength(3)
})
