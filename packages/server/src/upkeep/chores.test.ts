import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomIds, silentLogger, systemClock } from '@towpath/base'
import { createEngine } from '@towpath/engine'
import { diskBlobs } from '@towpath/storage'
import { databases, temporaryStore } from '@towpath/storage/testing.ts'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { SCHEMAS } from '../schemas.ts'
import { choresOf } from './chores.ts'

const DAY = 86_400_000
/** Chores that delete what people could still ask for. */
const HISTORY = ['audit', 'codebuild.batches', 'codebuild.builds', 'codedeploy.deployments', 'codepipeline.executions']

async function fixture(kind: (typeof databases)[number], keepDays: number) {
  const folder = await mkdtemp(join(tmpdir(), 'towpath-upkeep-'))
  const store = await temporaryStore(SCHEMAS, kind)
  const engine = createEngine({ store, clock: systemClock, ids: randomIds, log: silentLogger })
  const chores = choresOf({ store, engine, blobs: diskBlobs(folder), keepDays })
  return {
    chores,
    put: (statement: ReturnType<typeof sql>) => store.transaction((db) => statement.execute(db)),
    async ids(table: string, column: string): Promise<string[]> {
      const id = sql.ref(column)
      const { rows } = await sql<{ id: string }>`select ${id} as id from ${sql.table(table)} order by ${id}`.execute(
        store.db,
      )
      return rows.map((row) => row.id)
    },
    async doAll(now: number) {
      for (const chore of chores) while (await chore.lot(now));
    },
    async [Symbol.asyncDispose]() {
      await store.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

test.each(databases)('launches, agents and uses that nobody asks for any more are forgotten ($name)', async (kind) => {
  await using t = await fixture(kind, 400)
  const now = 1000 * DAY
  const [recent, old] = [now - DAY, now - 100 * DAY]
  for (const [name, at] of Object.entries({ recent, old })) {
    await t.put(sql`insert into ec2_client_tokens values ('1', 'r', ${name}, 'x', 'r-1', ${at})`)
    await t.put(sql`insert into host_commands_agents values ('1', 'r', ${`polled-${name}`}, ${at}, null, null, null)`)
    await t.put(sql`insert into host_commands_agents values ('1', 'r', ${`refused-${name}`}, ${old}, null, ${at}, 'x')`)
    await t.put(sql`insert into iam_last_uses values (${`AKIA-${name}`}, ${at}, 's3', 'us-east-1')`)
  }
  await t.put(sql`insert into iam_access_keys values ('AKIA-old', '1', 'u', 'sealed', 'Active', 1)`)
  await t.put(sql`insert into iam_last_uses values ('AKIA-now', ${now}, 's3', 'us-east-1')`)

  await t.doAll(now)

  expect(await t.ids('ec2_client_tokens', 'token')).toEqual(['recent'])
  expect(await t.ids('host_commands_agents', 'host_identifier')).toEqual(['polled-recent', 'refused-recent'])
  expect(await t.ids('iam_last_uses', 'id')).toEqual(['AKIA-now', 'AKIA-old'])
})

test('history is removed after the days that it is kept for, or never', async () => {
  const namesFor = async (keepDays: number) => {
    await using t = await fixture(databases[0] as (typeof databases)[number], keepDays)
    return t.chores.map(({ name }) => name)
  }
  const [some, ever] = [await namesFor(400), await namesFor(0)]

  expect(some.filter((name) => !ever.includes(name)).toSorted()).toEqual(HISTORY)
  expect([some.at(-1), ever.at(-1)]).toEqual(['blobs', 'blobs'])
})
