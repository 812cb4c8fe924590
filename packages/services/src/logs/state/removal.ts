import type { Database } from '@towpath/storage'
import { CHUNK_SPAN } from '../chunks/chunk.ts'
import { countBytes } from './append.ts'
import type { LogsTables } from './tables.ts'

/** Rows removed in one transaction: a few milliseconds, so that nobody waits long. */
const LOT = 200

/** Chunks to be removed. With `before`, those that end before that time, and some that do within {@link CHUNK_SPAN}. */
export type Doomed = { groupId: string; before?: number } | { streamId: string }

/**
 * Within a transaction: removes some of these chunks, oldest first. Resolves to the bytes that they took; 0: there are
 * none left. Streams that only a writer used are gone with their last chunk.
 */
export async function removeChunks(db: Database, doomed: Doomed): Promise<number> {
  const tables = db.withTables<LogsTables>()
  let query = tables
    .selectFrom('logs_chunks')
    .select(['id', 'group_id', 'stream_id', 'size'])
    .orderBy('first_at')
    .limit(LOT)
  query =
    'groupId' in doomed
      ? query.where('group_id', '=', doomed.groupId).where('first_at', '<', doomed.before ?? Number.MAX_SAFE_INTEGER)
      : query.where('stream_id', '=', doomed.streamId)
  const chunks = await query.execute()
  if (chunks.length === 0) return 0
  const ids = chunks.map(({ id }) => id)
  await tables.deleteFrom('logs_chunks').where('id', 'in', ids).execute()
  for (const [streamId, own] of Map.groupBy(chunks, (chunk) => chunk.stream_id)) {
    const bytes = own.reduce((sum, { size }) => sum + size, 0)
    await countBytes(db, own[0]?.group_id ?? '', streamId, -bytes)
  }
  await removeEmptied(db, [...new Set(chunks.map((chunk) => chunk.stream_id))])
  return chunks.reduce((sum, { size }) => sum + size, 0)
}

async function removeEmptied(db: Database, streamIds: string[]): Promise<void> {
  await db
    .withTables<LogsTables>()
    .deleteFrom('logs_streams')
    .where('id', 'in', streamIds)
    .where('transient', '=', 1)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('logs_chunks').select('logs_chunks.id').whereRef('logs_chunks.stream_id', '=', 'logs_streams.id'),
        ),
      ),
    )
    .execute()
}

/** Groups and streams that were deleted and still have chunks. */
export async function pendingRemovals(db: Database): Promise<LogsTables['logs_removals'][]> {
  return db.withTables<LogsTables>().selectFrom('logs_removals').selectAll().orderBy('id').limit(LOT).execute()
}

/** Within a transaction: removes some of what a deleted group or stream has left. Resolves to whether it was all. */
export async function removeRemains(db: Database, { id, kind }: LogsTables['logs_removals']): Promise<boolean> {
  const tables = db.withTables<LogsTables>()
  if ((await removeChunks(db, kind === 'group' ? { groupId: id } : { streamId: id })) > 0) return false
  if (kind === 'group') {
    const streams = tables.selectFrom('logs_streams').select('id').where('group_id', '=', id).limit(LOT)
    const removed = await tables.deleteFrom('logs_streams').where('id', 'in', streams).returning('id').execute()
    if (removed.length > 0) return false
    await tables.deleteFrom('logs_usage').where('group_id', '=', id).execute()
  }
  await tables.deleteFrom('logs_removals').where('id', '=', id).execute()
  return true
}

/** Bytes that all groups take, deleted ones that are not yet removed among them. */
export async function totalBytes(db: Database): Promise<number> {
  const row = await db
    .withTables<LogsTables>()
    .selectFrom('logs_usage')
    .select(({ fn }) => fn.sum<number | null>('bytes').as('bytes'))
    .executeTakeFirst()
  return Number(row?.bytes ?? 0)
}

/** A group and its oldest chunk. */
export interface GroupAge {
  groupId: string
  /** Undefined: its events never expire. */
  retentionDays: number | undefined
  /** When the oldest chunk begins, milliseconds since the epoch. */
  firstAt: number
}

/** The groups of all accounts that have chunks, the one with the oldest first. One look into an index a group. */
export async function groupAges(db: Database): Promise<GroupAge[]> {
  const rows = await db
    .withTables<LogsTables>()
    .selectFrom('logs_groups')
    .select(({ selectFrom }) => [
      'logs_groups.id as groupId',
      'logs_groups.retention_days as retentionDays',
      selectFrom('logs_chunks')
        .select('logs_chunks.first_at')
        .whereRef('logs_chunks.group_id', '=', 'logs_groups.id')
        .orderBy('logs_chunks.first_at')
        .limit(1)
        .as('firstAt'),
    ])
    .execute()
  return rows
    .flatMap(({ groupId, retentionDays, firstAt }) =>
      firstAt === null ? [] : [{ groupId, retentionDays: retentionDays ?? undefined, firstAt }],
    )
    .sort((a, b) => a.firstAt - b.firstAt)
}

/** Chunks that begin before this hold nothing of `time` or later. */
export function chunksBefore(time: number): number {
  return time - CHUNK_SPAN
}
