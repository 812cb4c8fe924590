import { silentLogger } from '@towpath/base'
import { openStore } from '../open-store.ts'

/**
 * Run as a process of its own by a test, and killed by it: writes rows by many transactions at once into the database
 * given as JSON in its first argument, and prints the id of each row once its transaction was acknowledged.
 * Every transaction writes two rows, which must be there both or not at all.
 */
type Tables = { test_pairs: { id: string; half: number } }

const store = await openStore({ ...JSON.parse(process.argv[2] ?? ''), log: silentLogger })
await store.migrate([
  {
    room: 'test',
    migrations: [
      {
        id: '0001-pairs',
        up: (db) => db.schema.createTable('test_pairs').addColumn('id', 'text').addColumn('half', 'integer').execute(),
      },
    ],
  },
])

async function writer(name: string): Promise<never> {
  for (let i = 0; ; i++) {
    const id = `${name}-${i}`
    await store.transaction(async (db) => {
      const tables = db.withTables<Tables>()
      await tables.insertInto('test_pairs').values({ id, half: 1 }).execute()
      await tables.insertInto('test_pairs').values({ id, half: 2 }).execute()
    })
    process.stdout.write(`${id}\n`)
  }
}

await Promise.all(Array.from({ length: 16 }, (_, i) => writer(`${process.pid}-${i}`)))
