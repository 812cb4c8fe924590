import { randomIds } from '@towpath/base'
import type { Store } from '@towpath/storage'
import { databases, temporaryStore } from '@towpath/storage/testing.ts'
import { describe, expect, test } from 'vitest'
import { appendEvents } from './append.ts'
import { Groups } from './groups.ts'
import { logsSchema } from './migrations.ts'
import { type StreamQuery, Streams } from './streams.ts'

const scope = { account: '123456789012', region: 'us-east-1' }
const T = 1_790_000_000_000

async function withGroups(store: Store, ...names: string[]) {
  return store.transaction(async (db) => {
    const groups = new Groups(db, scope)
    const ids = []
    for (const name of names) ids.push((await groups.create(randomIds, { name, createdAt: T }))?.id ?? '')
    return ids
  })
}

/** Streams `a/1` to `a/3`, `b` and `ü`; of these `a/2` and `b` have events. */
async function withStreams(store: Store): Promise<string> {
  const [id = ''] = await withGroups(store, 'g')
  await store.transaction(async (db) => {
    const streams = new Streams(db, id)
    for (const name of ['a/1', 'a/2', 'a/3', 'b', 'ü']) await streams.create(randomIds, { name, createdAt: T })
    for (const [name, timestamp] of [
      ['a/2', T + 5],
      ['b', T + 1],
    ] as const) {
      const stream = await streams.find(name)
      if (stream) await appendEvents(db, stream, [{ timestamp, message: 'm' }], T)
    }
  })
  return id
}

describe.each(databases)('lists on $name', (kind) => {
  test('groups come by name, by code point, and are found by prefix and by text within', async () => {
    await using store = await temporaryStore([logsSchema], kind)
    await withGroups(store, 'app/b', 'app/A', 'app/a', 'app_b', 'APP')
    const groups = new Groups(store.db, scope)
    const names = async (query: Partial<Parameters<Groups['list']>[0]>) =>
      (await groups.list({ limit: 10, ...query })).map(({ name }) => name)

    expect(await names({})).toEqual(['APP', 'app/A', 'app/a', 'app/b', 'app_b'])
    expect(await names({ prefix: 'app/', after: 'app/A', limit: 1 })).toEqual(['app/a'])
    expect(await names({ pattern: 'p_b' })).toEqual(['app_b'])
    expect(await names({ names: ['APP', 'missing'] })).toEqual(['APP'])
  })

  test.each<[Partial<StreamQuery>, string[]]>([
    [{}, ['a/1', 'a/2', 'a/3', 'b', 'ü']],
    [{ descending: true, limit: 2 }, ['ü', 'b']],
    [{ prefix: 'a/', after: { name: 'a/1', lastEventAt: 0 } }, ['a/2', 'a/3']],
    [{ orderBy: 'LastEventTime', descending: true }, ['a/2', 'b', 'ü', 'a/3', 'a/1']],
    [{ orderBy: 'LastEventTime', descending: true, after: { name: 'b', lastEventAt: T + 1 } }, ['ü', 'a/3', 'a/1']],
    [{ orderBy: 'LastEventTime', after: { name: 'a/3', lastEventAt: 0 } }, ['ü', 'b', 'a/2']],
    [{ prefix: 'a\0' }, []],
  ])('streams asked for with %j', async (query, expected) => {
    await using store = await temporaryStore([logsSchema], kind)
    const streams = new Streams(store.db, await withStreams(store))

    const found = await streams.list({ orderBy: 'LogStreamName', descending: false, limit: 10, ...query })

    expect(found.map(({ name }) => name)).toEqual(expected)
  })

  test('names that no stream can have are not looked for', async () => {
    await using store = await temporaryStore([logsSchema], kind)
    const streams = new Streams(store.db, await withStreams(store))

    expect(await streams.find('b\0')).toBeUndefined()
    expect((await streams.named(['b\0', 'b'])).map(({ name }) => name)).toEqual(['b'])
  })

  test('what streams with a prefix hold lies between their first and their last event', async () => {
    await using store = await temporaryStore([logsSchema], kind)
    const streams = new Streams(store.db, await withStreams(store))

    expect(await streams.window('')).toEqual({ from: T + 1, to: T + 5 })
    expect(await streams.window('a/')).toEqual({ from: T + 5, to: T + 5 })
    expect(await streams.window('x')).toBeUndefined()
  })
})
