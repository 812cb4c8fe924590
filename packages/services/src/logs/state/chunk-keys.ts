import type { Database } from '@towpath/storage'
import { CHUNK_SPAN } from '../chunks/chunk.ts'
import { streamOfChunk } from './ids.ts'
import type { LogsTables } from './tables.ts'

/** A chunk as far as its row tells without its body. */
export interface ChunkKey {
  id: string
  firstAt: number
  lastAt: number
  ingestedAt: number
  size: number
}

/** Times of events, milliseconds since the epoch, both included. */
export interface TimeRange {
  from: number
  to: number
}

/** Keys read at once. The first look is short, because it often is the only one. */
const FIRST_LOOK = 32
const LATER_LOOKS = 512

type Container = { streamId: string } | { groupId: string }

/** The chunks of a stream or group that may hold events of that time, by the time of their first event. */
export async function* chunksForwards(
  db: Database,
  container: Container,
  range: TimeRange,
): AsyncGenerator<ChunkKey, void, undefined> {
  let last: ChunkKey | undefined
  for (let limit = FIRST_LOOK; ; limit = LATER_LOOKS) {
    let query = select(db, container)
      .where('last_at', '>=', range.from)
      .where('first_at', '<=', range.to)
      .orderBy('first_at')
      .orderBy('id')
      .limit(limit)
    if (last) {
      const { firstAt, id } = last
      query = query.where(({ eb, refTuple, tuple }) => eb(refTuple('first_at', 'id'), '>', tuple(firstAt, id)))
    } else {
      query = query.where('first_at', '>=', range.from - CHUNK_SPAN)
    }
    const keys = await query.execute()
    yield* keys
    last = keys.at(-1)
    if (keys.length < limit) return
  }
}

/** The chunks of a stream that may hold events of that time, by the time of their last event, latest first. */
export async function* chunksBackwards(
  db: Database,
  streamId: string,
  range: TimeRange,
): AsyncGenerator<ChunkKey, void, undefined> {
  let last: ChunkKey | undefined
  for (let limit = FIRST_LOOK; ; limit = LATER_LOOKS) {
    let query = select(db, { streamId })
      .where('last_at', '>=', range.from)
      .where('first_at', '<=', range.to)
      .orderBy('last_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
    if (last) {
      const { lastAt, id } = last
      query = query.where(({ eb, refTuple, tuple }) => eb(refTuple('last_at', 'id'), '<', tuple(lastAt, id)))
    } else {
      query = query.where('last_at', '<=', range.to + CHUNK_SPAN)
    }
    const keys = await query.execute()
    yield* keys
    last = keys.at(-1)
    if (keys.length < limit) return
  }
}

/** Several sequences of chunks as one, by the time of their first event. */
export async function* mergedForwards(
  sequences: AsyncGenerator<ChunkKey, void, undefined>[],
): AsyncGenerator<ChunkKey, void, undefined> {
  const heads = new Map<AsyncGenerator<ChunkKey>, ChunkKey>()
  const advance = async (sequence: AsyncGenerator<ChunkKey>) => {
    const { value } = await sequence.next()
    if (value) heads.set(sequence, value)
    else heads.delete(sequence)
  }
  for (const sequence of sequences) await advance(sequence)
  while (heads.size > 0) {
    const [sequence, key] = [...heads].reduce((least, head) => (comesFirst(head[1], least[1]) ? head : least))
    yield key
    await advance(sequence)
  }
}

export function streamsOf(keys: ChunkKey[]): string[] {
  return [...new Set(keys.map(({ id }) => streamOfChunk(id)))]
}

function comesFirst(a: ChunkKey, b: ChunkKey): boolean {
  return a.firstAt === b.firstAt ? a.id < b.id : a.firstAt < b.firstAt
}

function select(db: Database, container: Container) {
  const query = db
    .withTables<LogsTables>()
    .selectFrom('logs_chunks')
    .select(['id', 'first_at as firstAt', 'last_at as lastAt', 'ingested_at as ingestedAt', 'size'])
  return 'streamId' in container
    ? query.where('stream_id', '=', container.streamId)
    : query.where('group_id', '=', container.groupId)
}
