import { randomBytes } from 'node:crypto'
import { randomIds, systemClock } from '@towpath/base'
import type { Store } from '@towpath/storage'
import { temporaryStore } from '@towpath/storage/testing.ts'
import { expect, test } from 'vitest'
import { type Position, startOf } from '../rules/position.ts'
import { Groups } from '../state/groups.ts'
import { logsSchema } from '../state/migrations.ts'
import { logWriter } from '../writing/log-writer.ts'
import { readForwards } from './read-events.ts'
import { selectStreams } from './select-streams.ts'

const place = { account: '123456789012', region: 'us-east-1', group: 'g', stream: 's' }

/** Some 20 MB of lines that do not compress well, in one stream. */
async function large(store: Store) {
  const writer = logWriter({ store, clock: systemClock, ids: randomIds })
  const start = Date.now() - 60_000
  for (let batch = 0; batch < 20; batch++) {
    const events = Array.from({ length: 1000 }, (_, n) => ({
      timestamp: start + batch * 1000 + n,
      message: `${batch}/${n} ${randomBytes(750).toString('base64')}`,
    }))
    await store.transaction((db) => writer.append(db, { ...place, events }))
  }
  const group = await new Groups(store.db, place).find('g')
  return { start, groupId: group?.id ?? '' }
}

test('a search that finds nothing answers now and then, and comes to its end', async () => {
  await using store = await temporaryStore([logsSchema])
  const { start, groupId } = await large(store)

  const answers: number[] = []
  let position = startOf(start)
  for (let calls = 0; calls < 20; calls++) {
    const { keys, wanted } = await selectStreams(store.db, groupId, {}, { from: position.at, to: Date.now() })
    const matches = (message: string) => message.startsWith('19/999 ')
    const { events, next } = await readForwards(store.db, keys, {
      from: position,
      to: Date.now(),
      limit: 10,
      matches,
      wanted,
    })
    answers.push(events.length)
    if (!next) break
    position = next
  }

  expect(answers.length).toBeGreaterThan(1)
  expect(answers.at(-1)).toBe(1)
})

test('many streams that are written at the same time are searched in few calls', async () => {
  await using store = await temporaryStore([logsSchema])
  const writer = logWriter({ store, clock: systemClock, ids: randomIds })
  const start = Date.now() - 60_000
  const hosts = 400
  for (let host = 0; host < hosts; host++) {
    const events = [0, 5000, 9000].map((after) => ({
      timestamp: start + host + after,
      message: randomBytes(6000).toString('base64'),
    }))
    await store.transaction((db) => writer.append(db, { ...place, stream: `host-${host}`, events }))
  }
  const group = await new Groups(store.db, place).find('g')

  let calls = 0
  let found = 0
  for (let position: Position | undefined = startOf(start); position && calls < 100; calls++) {
    const { keys, wanted } = await selectStreams(store.db, group?.id ?? '', {}, { from: position.at, to: Date.now() })
    const query = { from: position, to: Date.now(), limit: 10_000, matches: () => false, wanted }
    const { events, next } = await readForwards(store.db, keys, query)
    found += events.length
    position = next
  }

  expect(found).toBe(0)
  expect(calls).toBeLessThan(10)
})
