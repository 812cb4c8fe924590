import { setImmediate as turn } from 'node:timers/promises'
import type { Database } from '@towpath/storage'
import { eventsOf } from '../chunks/chunk.ts'
import type { LogEvent } from '../rules/event-batch.ts'
import type { ChunkKey } from '../state/chunk-keys.ts'
import type { LogsTables } from '../state/tables.ts'

export interface OpenChunk {
  key: ChunkKey
  /** Undefined when nobody wants it, or when it was removed meanwhile. */
  events: LogEvent[] | undefined
}

/** Which of some chunks are to be opened, by their ids. */
export type Wanted = (keys: ChunkKey[]) => Promise<Set<string>>

/** How much is read at once: little first, because a page may be full with it. */
const FIRST_BYTES = 8 * 1024
const MOST_BYTES = 512 * 1024
const MOST_CHUNKS = 512

/** Opens chunks in the order of their keys. */
export async function* openChunks(
  db: Database,
  keys: AsyncIterable<ChunkKey>,
  wanted?: Wanted,
): AsyncGenerator<OpenChunk, void, undefined> {
  for await (const lot of lots(keys)) {
    const ids = wanted ? await wanted(lot) : new Set(lot.map(({ id }) => id))
    const bodies = await readBodies(db, [...ids])
    for (const key of lot) {
      const body = bodies.get(key.id)
      yield { key, events: body && eventsOf({ firstAt: key.firstAt, ...body }) }
    }
    // Neither SQLite nor decoding waits for anything, so without this a long read would starve everybody else.
    await turn()
  }
}

async function* lots(keys: AsyncIterable<ChunkKey>): AsyncGenerator<ChunkKey[], void, undefined> {
  let lot: ChunkKey[] = []
  let bytes = 0
  let enough = FIRST_BYTES
  for await (const key of keys) {
    lot.push(key)
    bytes += key.size
    if (bytes < enough && lot.length < MOST_CHUNKS) continue
    yield lot
    lot = []
    bytes = 0
    enough = Math.min(2 * enough, MOST_BYTES)
  }
  if (lot.length > 0) yield lot
}

async function readBodies(db: Database, ids: string[]) {
  if (ids.length === 0) return new Map<string, never>()
  const rows = await db
    .withTables<LogsTables>()
    .selectFrom('logs_chunks')
    .select(['id', 'encoding', 'body'])
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map(({ id, encoding, body }) => [id, { encoding, body }]))
}
