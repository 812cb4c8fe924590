import type { Database } from '@towpath/storage'
import { chunksOf } from '../chunks/chunk.ts'
import type { LogEvent } from '../rules/event-batch.ts'
import { chunkId, shardOf } from './ids.ts'
import type { LogStream } from './streams.ts'
import type { LogsTables } from './tables.ts'

/** Within a transaction: writes events, which are in order of time, to a stream. `nextKey`: for writers that count. */
export async function appendEvents(
  db: Database,
  stream: LogStream,
  events: LogEvent[],
  now: number,
  nextKey: number = stream.nextKey,
): Promise<void> {
  const tables = db.withTables<LogsTables>()
  const chunks = chunksOf(events)
  for (const [index, chunk] of chunks.entries()) {
    await tables
      .insertInto('logs_chunks')
      .values({
        id: chunkId(stream.id, stream.nextChunk + index),
        group_id: stream.groupId,
        stream_id: stream.id,
        first_at: chunk.firstAt,
        last_at: chunk.lastAt,
        ingested_at: now,
        events: chunk.events,
        size: chunk.size,
        encoding: chunk.encoding,
        body: chunk.body,
      })
      .execute()
  }
  const firstAt = events[0]?.timestamp ?? 0
  const lastAt = events.at(-1)?.timestamp ?? 0
  await tables
    .updateTable('logs_streams')
    .set({
      first_event_at: stream.firstEventAt === 0 ? firstAt : Math.min(stream.firstEventAt, firstAt),
      last_event_at: Math.max(stream.lastEventAt, lastAt),
      last_ingested_at: now,
      next_chunk: stream.nextChunk + chunks.length,
      next_key: nextKey,
    })
    .where('id', '=', stream.id)
    .execute()
  const bytes = chunks.reduce((sum, { size }) => sum + size, 0)
  await countBytes(db, stream.groupId, stream.id, bytes)
}

/** Adds to what a group takes; `bytes` is negative for what was removed. */
export async function countBytes(db: Database, groupId: string, streamId: string, bytes: number): Promise<void> {
  await db
    .withTables<LogsTables>()
    .insertInto('logs_usage')
    .values({ group_id: groupId, shard: shardOf(streamId), bytes })
    .onConflict((conflict) =>
      conflict.columns(['group_id', 'shard']).doUpdateSet(({ eb }) => ({ bytes: eb('logs_usage.bytes', '+', bytes) })),
    )
    .execute()
}
