import { randomIds } from '@towpath/base'
import type { Store } from '@towpath/storage'
import { databases, temporaryStore } from '@towpath/storage/testing.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { END_OF_TIME, type Position, startOf } from '../rules/position.ts'
import { appendEvents } from '../state/append.ts'
import { chunksBackwards } from '../state/chunk-keys.ts'
import { Groups } from '../state/groups.ts'
import { logsSchema } from '../state/migrations.ts'
import { Streams } from '../state/streams.ts'
import { readBackwards, readForwards } from './read-events.ts'
import { selectStreams } from './select-streams.ts'

const T = 1_790_000_000_000
const scope = { account: '123456789012', region: 'us-east-1' }
const NAMES = ['a/1', 'a/2', 'b']

interface Batch {
  stream: string
  /** Milliseconds after T, in order. */
  times: number[]
}

/** Far enough apart that a batch becomes several chunks, and close enough that those of several batches overlap. */
const batches = fc.array(
  fc.record({
    stream: fc.constantFrom(...NAMES),
    times: fc
      .array(fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 60_000 })), {
        minLength: 1,
        maxLength: 8,
      })
      .map((times) => times.toSorted((a, b) => a - b)),
  }),
  { maxLength: 12 },
)
const range = fc.tuple(fc.integer({ min: 0, max: 60_000 }), fc.integer({ min: 0, max: 60_000 }))

/** A new group with these batches; messages are numbered as they were written. */
async function written(store: Store, given: Batch[]) {
  const name = `g-${randomIds.uuid()}`
  const events: { stream: string; at: number; message: string }[] = []
  const group = await store.transaction(async (db) => {
    const made = await new Groups(db, scope).create(randomIds, { name, createdAt: T })
    const streams = new Streams(db, made?.id ?? '')
    for (const stream of NAMES) await streams.create(randomIds, { name: stream, createdAt: T })
    for (const { stream: of, times } of given) {
      const own = times.map((time, index) => ({ timestamp: T + time, message: `${events.length + index}` }))
      const stream = await streams.find(of)
      if (stream) await appendEvents(db, stream, own, T)
      events.push(...own.map(({ timestamp, message }) => ({ stream: of, at: timestamp, message })))
    }
    return made?.id ?? ''
  })
  return { group, events }
}

describe.each(databases)('events on $name', (kind) => {
  test('pages read forwards hold each event of the streams and the time once, in order', async () => {
    await using store = await temporaryStore([logsSchema], kind)
    const selections = fc.constantFrom<{ names?: string[]; prefix?: string }[]>(
      {},
      { prefix: 'a/' },
      { names: ['b', 'a/2'] },
      { prefix: 'none' },
    )

    await fc.assert(
      fc.asyncProperty(
        batches,
        selections,
        range,
        fc.integer({ min: 1, max: 7 }),
        async (given, asked, [a, b], limit) => {
          const { group, events } = await written(store, given)
          const [from, to] = [T + a, T + b]
          const read: { at: number; message: string }[] = []

          let position: Position | undefined = startOf(from)
          for (let pages = 0; position && pages < 200; pages++) {
            const { keys, wanted } = await selectStreams(store.db, group, asked, { from: position.at, to })
            const page = await readForwards(store.db, keys, { from: position, to, limit, wanted })
            expect(page.events.length).toBeLessThanOrEqual(limit)
            read.push(...page.events)
            position = page.next
          }

          const { names, prefix } = asked
          const expected = events
            .filter(({ stream }) => (names ? names.includes(stream) : stream.startsWith(prefix ?? '')))
            .filter(({ at }) => at >= from && at <= to)
          expect(read.map(({ at }) => at)).toEqual(expected.map(({ at }) => at).toSorted((x, y) => x - y))
          expect(read.map(({ message }) => message).toSorted()).toEqual(
            expected.map(({ message }) => message).toSorted(),
          )
        },
      ),
      { numRuns: 60 },
    )
  })

  test('a stream read backwards is the stream read forwards, from its end', async () => {
    await using store = await temporaryStore([logsSchema], kind)

    await fc.assert(
      fc.asyncProperty(batches, range, fc.integer({ min: 1, max: 7 }), async (given, [a, b], limit) => {
        const { group } = await written(
          store,
          given.map((batch) => ({ ...batch, stream: 'b' })),
        )
        const [from, to] = [T + Math.min(a, b), T + Math.max(a, b)]
        const stream = await new Streams(store.db, group).find('b')
        const { keys } = await selectStreams(store.db, group, { names: ['b'] }, { from, to })
        const forwards = await readForwards(store.db, keys, { from: startOf(from), to, limit: 10_000 })

        const pages: string[][] = []
        let before: Position = startOf(END_OF_TIME)
        for (let page = 0; page < 200; page++) {
          const backwards = chunksBackwards(store.db, stream?.id ?? '', { from, to: Math.min(to, before.at) })
          const events = await readBackwards(store.db, backwards, { before, range: { from, to }, limit })
          if (!events[0]) break
          pages.unshift(events.map(({ message }) => message))
          before = events[0]
        }

        expect(pages.flat()).toEqual(forwards.events.map(({ message }) => message))
      }),
      { numRuns: 60 },
    )
  })
})
