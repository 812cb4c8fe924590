import { randomIds, silentLogger, systemClock } from '@towpath/base'
import type { Store } from '@towpath/storage'
import { databases, temporaryStore } from '@towpath/storage/testing.ts'
import { describe, expect, test } from 'vitest'
import { appendEvents } from '../state/append.ts'
import { Groups } from '../state/groups.ts'
import { logsSchema } from '../state/migrations.ts'
import { totalBytes } from '../state/removal.ts'
import { Streams } from '../state/streams.ts'
import type { LogsTables } from '../state/tables.ts'
import { createLogRetention } from './log-retention.ts'

const NOW = 1_795_000_000_000
const DAY = 24 * 60 * 60 * 1000
const scope = { account: '123456789012', region: 'us-east-1' }

/** Writes one chunk for each time. */
async function write(store: Store, groupName: string, streamName: string, times: number[], transient = false) {
  await store.transaction(async (db) => {
    const groups = new Groups(db, scope)
    const group = (await groups.find(groupName)) ?? (await groups.create(randomIds, { name: groupName, createdAt: 0 }))
    const streams = new Streams(db, group?.id ?? '')
    await streams.create(randomIds, { name: streamName, createdAt: 0, transient })
    for (const timestamp of times) {
      const stream = await streams.find(streamName)
      const message = `${groupName}/${streamName} ${randomIds.random(500, 'abcdefghijklmnop')}`
      if (stream) await appendEvents(db, stream, [{ timestamp, message }], NOW)
    }
  })
}

const retention = (store: Store, quota?: number, now = NOW) =>
  createLogRetention({ store, clock: { ...systemClock, now: () => now }, log: silentLogger, quota })

async function left(store: Store) {
  const tables = store.db.withTables<LogsTables>()
  const chunks = await tables.selectFrom('logs_chunks').select('first_at').orderBy('first_at').execute()
  return chunks.map((chunk) => (NOW - chunk.first_at) / DAY)
}

async function rows(store: Store, table: 'logs_streams' | 'logs_usage' | 'logs_removals' | 'logs_chunks') {
  return (await store.db.withTables<LogsTables>().selectFrom(table).selectAll().execute()).length
}

describe.each(databases)('retention on $name', (kind) => {
  test('events that have expired are removed, from groups that have a policy', async () => {
    await using store = await temporaryStore([logsSchema], kind)
    const times = [10, 8, 6, 1].map((days) => NOW - days * DAY)
    await write(store, 'week', 's', times)
    await write(store, 'always', 's', [NOW - 20 * DAY])
    const group = await new Groups(store.db, scope).find('week')
    await store.transaction((db) => new Groups(db, scope).change(group?.id ?? '', { retentionDays: 7 }))

    await retention(store).sweep()

    expect(await left(store)).toEqual([20, 6, 1])
  })

  test('beyond the quota the oldest events go first, of whatever group', async () => {
    await using store = await temporaryStore([logsSchema], kind)
    await write(
      store,
      'a',
      's',
      [9, 7, 5, 3, 1].map((days) => NOW - days * DAY),
    )
    await write(
      store,
      'b',
      's',
      [8, 6, 4, 2, 0].map((days) => NOW - days * DAY),
    )
    const quota = (await totalBytes(store.db)) / 2

    await retention(store, quota).sweep()

    const kept = await left(store)
    expect(kept).toEqual([4, 3, 2, 1, 0].slice(-kept.length))
    expect(kept.length).toBeGreaterThan(2)
    expect(await totalBytes(store.db)).toBeLessThanOrEqual(quota)
  })

  test('within the quota nothing is touched', async () => {
    await using store = await temporaryStore([logsSchema], kind)
    await write(store, 'a', 's', [NOW - 400 * DAY])

    await retention(store, await totalBytes(store.db)).sweep()

    expect(await rows(store, 'logs_chunks')).toBe(1)
  })

  test('what is left of deleted groups and streams is removed, and nothing counts any more', async () => {
    await using store = await temporaryStore([logsSchema], kind)
    const many = Array.from({ length: 450 }, (_, n) => NOW - n)
    await write(store, 'gone', 's', many)
    await write(store, 'gone', 'empty', [])
    await write(store, 'stays', 'gone', many)
    await store.transaction(async (db) => {
      const groups = new Groups(db, scope)
      await groups.delete((await groups.find('gone'))?.id ?? '')
      const streams = new Streams(db, (await groups.find('stays'))?.id ?? '')
      await streams.delete((await streams.find('gone'))?.id ?? '')
    })

    await retention(store).sweep()

    expect(await rows(store, 'logs_chunks')).toBe(0)
    expect(await rows(store, 'logs_streams')).toBe(0)
    expect(await rows(store, 'logs_removals')).toBe(0)
    expect(await totalBytes(store.db)).toBe(0)
  })

  test('a stream of another room goes with its last event, one made through the API stays', async () => {
    await using store = await temporaryStore([logsSchema], kind)
    await write(store, 'g', 'hook', [NOW - 3 * DAY], true)
    await write(store, 'g', 'longer', [NOW - 3 * DAY, NOW], true)
    await write(store, 'g', 'api', [NOW - 3 * DAY])
    const group = await new Groups(store.db, scope).find('g')
    await store.transaction((db) => new Groups(db, scope).change(group?.id ?? '', { retentionDays: 1 }))

    await retention(store).sweep()

    const streams = await new Streams(store.db, group?.id ?? '').list({
      orderBy: 'LogStreamName',
      descending: false,
      limit: 9,
    })
    expect(streams.map(({ name }) => name)).toEqual(['api', 'longer'])
  })
})

test('the loop sweeps by itself until it is stopped', async () => {
  await using store = await temporaryStore([logsSchema])
  await write(store, 'g', 's', [NOW])
  const pauses: number[] = []
  let paused = () => {}
  const firstPause = new Promise<void>((resolve) => {
    paused = resolve
  })
  const sleep = (ms: number, signal?: AbortSignal) => {
    pauses.push(ms)
    paused()
    return systemClock.sleep(ms, signal)
  }
  const loop = createLogRetention({ store, clock: { now: () => NOW, sleep }, log: silentLogger, quota: 0 })

  loop.start()
  await firstPause
  await loop.stop()

  expect(await rows(store, 'logs_chunks')).toBe(0)
  expect(pauses).toEqual([10_000])
})
