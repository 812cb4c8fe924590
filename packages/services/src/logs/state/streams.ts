import type { Ids } from '@towpath/base'
import type { Database } from '@towpath/storage'
import type { Selectable } from 'kysely'
import { newId } from './ids.ts'
import type { LogsTables } from './tables.ts'

export interface LogStream {
  id: string
  groupId: string
  name: string
  /** Milliseconds since the epoch, all of them. 0: there was no event yet. */
  createdAt: number
  firstEventAt: number
  lastEventAt: number
  lastIngestedAt: number
  nextChunk: number
  nextKey: number
}

/** One page of streams. `after` is the last one that was given out. */
export interface StreamQuery {
  prefix?: string
  orderBy: 'LogStreamName' | 'LastEventTime'
  descending: boolean
  after?: { name: string; lastEventAt: number }
  limit: number
}

/** Behind whatever begins with the prefix it is put after. */
const LAST_CHARACTER = '\u{10ffff}'

/** The streams of one log group. */
export class Streams {
  readonly #db
  readonly #groupId: string

  constructor(db: Database, groupId: string) {
    this.#db = db.withTables<LogsTables>()
    this.#groupId = groupId
  }

  async find(name: string): Promise<LogStream | undefined> {
    if (isImpossible(name)) return undefined
    const row = await this.#select().where('name', '=', name).executeTakeFirst()
    return row && fromRow(row)
  }

  async named(names: string[]): Promise<LogStream[]> {
    const possible = names.filter((name) => !isImpossible(name))
    if (possible.length === 0) return []
    return (await this.#select().where('name', 'in', possible).execute()).map(fromRow)
  }

  async list({ prefix, orderBy, descending, after, limit }: StreamQuery): Promise<LogStream[]> {
    if (prefix !== undefined && isImpossible(prefix)) return []
    const direction = descending ? 'desc' : 'asc'
    const beyond = descending ? '<' : '>'
    let query = this.#select().limit(limit)
    if (prefix !== undefined) query = query.where('name', '>=', prefix).where('name', '<', prefix + LAST_CHARACTER)
    if (orderBy === 'LogStreamName') {
      query = query.orderBy('name', direction)
      if (after) query = query.where('name', beyond, after.name)
    } else {
      query = query.orderBy('last_event_at', direction).orderBy('name', direction)
      if (after) {
        query = query.where(({ eb, refTuple, tuple }) =>
          eb(refTuple('last_event_at', 'name'), beyond, tuple(after.lastEventAt, after.name)),
        )
      }
    }
    return (await query.execute()).map(fromRow)
  }

  /** When the first and the last event of all streams with that prefix happened; undefined when there are none. */
  async window(prefix: string): Promise<{ from: number; to: number } | undefined> {
    const row = await this.#db
      .selectFrom('logs_streams')
      .select(({ fn }) => [fn.min('first_event_at').as('from'), fn.max('last_event_at').as('to')])
      .where('group_id', '=', this.#groupId)
      .where('name', '>=', prefix)
      .where('name', '<', prefix + LAST_CHARACTER)
      .where('last_event_at', '>', 0)
      .executeTakeFirst()
    return row?.to ? { from: Number(row.from), to: Number(row.to) } : undefined
  }

  /** Names by id. Streams that are gone are missing. */
  async names(ids: string[]): Promise<Map<string, string>> {
    const rows = await this.#db
      .selectFrom('logs_streams')
      .select(['id', 'name'])
      .where('group_id', '=', this.#groupId)
      .where('id', 'in', ids)
      .execute()
    return new Map(rows.map(({ id, name }) => [id, name]))
  }

  /** The new stream, or undefined when there is one of that name already. */
  async create(
    ids: Ids,
    stream: { name: string; createdAt: number; transient?: boolean },
  ): Promise<LogStream | undefined> {
    const row = await this.#db
      .insertInto('logs_streams')
      .values({
        id: newId(ids),
        group_id: this.#groupId,
        name: stream.name,
        created_at: stream.createdAt,
        first_event_at: 0,
        last_event_at: 0,
        last_ingested_at: 0,
        next_chunk: 1,
        next_key: 0,
        transient: stream.transient ? 1 : 0,
      })
      .onConflict((conflict) => conflict.columns(['group_id', 'name']).doNothing())
      .returningAll()
      .executeTakeFirst()
    return row && fromRow(row)
  }

  /** The stream is gone at once; its events are removed little by little. */
  async delete(id: string): Promise<void> {
    await this.#db.deleteFrom('logs_streams').where('id', '=', id).execute()
    await this.#db.insertInto('logs_removals').values({ id, kind: 'stream' }).execute()
  }

  #select() {
    return this.#db.selectFrom('logs_streams').selectAll().where('group_id', '=', this.#groupId)
  }
}

/** The model lets names hold NUL, PostgreSQL does not; so there is no such stream. */
function isImpossible(name: string): boolean {
  return name.includes('\0')
}

function fromRow(row: Selectable<LogsTables['logs_streams']>): LogStream {
  return {
    id: row.id,
    groupId: row.group_id,
    name: row.name,
    createdAt: row.created_at,
    firstEventAt: row.first_event_at,
    lastEventAt: row.last_event_at,
    lastIngestedAt: row.last_ingested_at,
    nextChunk: row.next_chunk,
    nextKey: row.next_key,
  }
}
