import { randomIds, silentLogger, systemClock } from '@towpath/base'
import { type Database, openStore } from '@towpath/storage'
import { databases, temporaryStore } from '@towpath/storage/testing.ts'
import { describe, expect, test } from 'vitest'
import { readForwards } from '../reading/read-events.ts'
import { selectStreams } from '../reading/select-streams.ts'
import { startOf } from '../rules/position.ts'
import { Groups } from '../state/groups.ts'
import { logsSchema } from '../state/migrations.ts'
import { type LogBatch, logWriter } from './log-writer.ts'

const NOW = 1_795_000_000_000
const HOUR = 3_600_000
const place = { account: '123456789012', region: 'us-east-1', group: '/aws/codebuild/app', stream: 'build' }
const line = (message: string, timestamp = NOW) => ({ timestamp, message })

async function read(db: Database, { group: name, stream, ...scope }: Omit<LogBatch, 'events'>) {
  const group = await new Groups(db, scope).find(name)
  const range = { from: 0, to: NOW + 10 * HOUR }
  const { keys } = await selectStreams(db, group?.id ?? '', { names: [stream] }, range)
  const { events } = await readForwards(db, keys, { from: startOf(0), to: range.to, limit: 10_000 })
  return events.map(({ at, message }) => ({ timestamp: at, message }))
}

describe.each(databases)('the writer on $name', (kind) => {
  async function open() {
    const store = await temporaryStore([logsSchema], kind)
    const writer = logWriter({ store, ids: randomIds, clock: { ...systemClock, now: () => NOW } })
    const write = (batch: Partial<LogBatch> & Pick<LogBatch, 'events'>) =>
      store.transaction((db) => writer.append(db, { ...place, ...batch }))
    return { store, writer, write }
  }

  test('group and stream are made when they are first written to', async () => {
    const { store, write } = await open()
    await using _ = store

    await write({ events: [line('one')] })
    await write({ events: [line('two')] })

    expect(await read(store.db, place)).toEqual([line('one'), line('two')])
  })

  test('what was written before is not written again', async () => {
    const { store, write } = await open()
    await using _ = store
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((message) => line(message)) as [never, never, never, never]

    const first = await write({ key: 0, events: [a, b] })
    const again = await write({ key: 0, events: [a, b] })
    const more = await write({ key: 1, events: [b, c] })
    const behindGap = await write({ key: 9, events: [d] })

    expect([first, again, more, behindGap]).toEqual([
      { written: 2, nextKey: 2 },
      { written: 0, nextKey: 2 },
      { written: 1, nextKey: 3 },
      { written: 1, nextKey: 10 },
    ])
    expect(await read(store.db, place)).toEqual([a, b, c, d])
  })

  test('many writers of new streams in one new group all succeed', async () => {
    const { store, write } = await open()
    await using _ = store

    await Promise.all(Array.from({ length: 20 }, (_, n) => write({ stream: `s${n % 10}`, events: [line(`${n}`)] })))

    const all = await Promise.all(Array.from({ length: 10 }, (_, n) => read(store.db, { ...place, stream: `s${n}` })))
    expect(all.map((events) => events.length)).toEqual(Array(10).fill(2))
  })

  test('lines stay in the order in which they were written, whatever the clock did', async () => {
    const { store, write } = await open()
    await using _ = store

    await write({ events: [line('a', NOW), line('b', NOW - 5000), line('c', NOW + 1)] })
    await write({ events: [line('d', NOW - 5000)] })

    expect(await read(store.db, place)).toEqual([line('a'), line('b'), line('c', NOW + 1), line('d', NOW + 1)])
  })

  test('nothing is lost: impossible times, long lines and empty ones are put right', async () => {
    const { store, write } = await open()
    await using _ = store
    const long = '🔑'.repeat(100_000)

    await write({ events: [line('old', 0), line('', 0), line(long), line('new', NOW + 100 * HOUR)] })

    const events = await read(store.db, place)
    expect(events[0]).toEqual(line('old', NOW - 14 * 24 * HOUR))
    expect(events[1]).toEqual(line('\n', NOW - 14 * 24 * HOUR))
    expect(events.at(-1)).toEqual(line('new', NOW + 2 * HOUR))
    const pieces = events.slice(2, -1).map(({ message }) => message)
    expect(pieces.join('')).toBe(long)
    for (const piece of pieces) expect(Buffer.byteLength(piece)).toBeLessThan(262_144 - 26)
    for (const piece of pieces) expect(piece.isWellFormed()).toBe(true)
  })

  test('followers hear of what was committed in their group and stream, and of nothing else', async () => {
    const { store, writer, write } = await open()
    await using _ = store
    const heard: string[] = []
    const stop = [
      writer.follow(place, (stream) => heard.push(`stream ${stream}`)),
      writer.follow({ ...place, stream: undefined }, (stream) => heard.push(`group ${stream}`)),
      writer.follow({ ...place, region: 'eu-central-1' }, () => heard.push('other region')),
    ]

    await write({ events: [line('a')] })
    await write({ stream: 'other', events: [line('a')] })
    await write({ group: 'g2', events: [line('a')] })
    await write({ events: [] })
    await expect(write({ events: [line('a')], stream: 'x'.repeat(600) })).resolves.toBeDefined()
    for (const each of stop) each()
    await write({ events: [line('b')] })

    expect(heard).toEqual(['stream build', 'group build', 'group other', `group ${'x'.repeat(600)}`])
  })

  test('an append whose transaction fails leaves nothing behind', async () => {
    const { store, writer } = await open()
    await using _ = store

    const failed = store.transaction(async (db) => {
      await writer.append(db, { ...place, events: [line('a')] })
      throw new Error('refused')
    })

    await expect(failed).rejects.toThrow('refused')
    expect(await new Groups(store.db, place).find(place.group)).toBeUndefined()
  })
})

test('lines are there after the store was closed and opened again', async () => {
  const [kind] = databases
  if (!kind) throw new Error('There is no database')
  await using database = await kind.create()
  const open = () => openStore({ ...database.location, log: silentLogger })
  const first = await open()
  await first.migrate([logsSchema])
  const writer = logWriter({ store: first, ids: randomIds, clock: { ...systemClock, now: () => NOW } })
  await first.transaction((db) => writer.append(db, { ...place, events: [line('kept')] }))
  await first.close()

  const second = await open()

  expect(await read(second.db, place)).toEqual([line('kept')])
  await second.close()
})
