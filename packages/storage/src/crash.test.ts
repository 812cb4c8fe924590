import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { silentLogger } from '@towpath/base'
import { describe, expect, test } from 'vitest'
import { openStore } from './open-store.ts'
import { type DatabaseKind, databases, type TestDatabase } from './testing.ts'

/** Lets a process write until it has acknowledged `rows` transactions, then kills it. */
async function writeAndKill(database: TestDatabase, rows: number): Promise<string[]> {
  const program = fileURLToPath(new URL('testing/crashing-process.ts', import.meta.url))
  const child = spawn(process.execPath, [program, JSON.stringify(database.location)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const acknowledged: string[] = []
  for await (const line of createInterface(child.stdout)) {
    acknowledged.push(line)
    if (acknowledged.length === rows) child.kill('SIGKILL')
  }
  expect((await exited)[1]).toBe('SIGKILL')
  return acknowledged
}

async function rowsLeft(database: TestDatabase): Promise<Map<string, number>> {
  const store = await openStore({ ...database.location, log: silentLogger })
  const db = store.db.withTables<{ test_pairs: { id: string; half: number } }>()
  const rows = await db
    .selectFrom('test_pairs')
    .select(['id', db.fn.countAll<number>().as('halves')])
    .groupBy('id')
    .execute()
  await store.close()
  return new Map(rows.map((row) => [row.id, row.halves]))
}

describe.each(databases)('after SIGKILL of a process that writes to $name', (kind: DatabaseKind) => {
  test('everything acknowledged is there, and nothing is there by half', async () => {
    await using database = await kind.create()
    const acknowledged: string[] = []

    for (const rows of [1, 57, 400]) acknowledged.push(...(await writeAndKill(database, rows)))
    const left = await rowsLeft(database)

    expect(acknowledged.filter((id) => !left.has(id))).toEqual([])
    expect([...left.values()].filter((halves) => halves !== 2)).toEqual([])
    expect(left.size).toBeGreaterThanOrEqual(458)
  })
})
