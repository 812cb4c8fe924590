import { silentLogger } from '@towpath/base'
import { openStore } from '../open-store.ts'

/** Run as a process of its own by a test: migrates the database given as JSON in its first argument. */
const store = await openStore({ ...JSON.parse(process.argv[2] ?? ''), log: silentLogger })
await store.migrate([
  {
    room: 'test',
    migrations: [
      {
        id: '0001-things',
        async up(db) {
          await db.schema.createTable('test_things').addColumn('id', 'text').execute()
          // Long enough for the other processes to get here as well, if nothing kept them out.
          await new Promise((resolve) => setTimeout(resolve, 100))
          await db.withTables<{ test_things: { id: string } }>().insertInto('test_things').values({ id: 'x' }).execute()
        },
      },
    ],
  },
])
await store.close()
