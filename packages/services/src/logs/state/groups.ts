import type { Ids } from '@towpath/base'
import type { Database } from '@towpath/storage'
import { type Selectable, sql } from 'kysely'
import type { Scope } from '../rules/arns.ts'
import { newId } from './ids.ts'
import type { LogsTables } from './tables.ts'

export interface LogGroup {
  id: string
  name: string
  class: 'STANDARD' | 'INFREQUENT_ACCESS'
  /** Undefined: events never expire. */
  retentionDays?: number
  deletionProtected: boolean
  /** Milliseconds since the epoch. */
  createdAt: number
}

/** What a list of groups is narrowed to. Names come in order; `after` is the last one that was given out. */
export interface GroupQuery {
  prefix?: string
  /** Text within the name. */
  pattern?: string
  names?: string[]
  class?: string
  after?: string
  limit: number
}

/** The log groups of one account and region. */
export class Groups {
  readonly #db
  readonly #scope: Scope

  constructor(db: Database, { account, region }: Scope) {
    this.#db = db.withTables<LogsTables>()
    this.#scope = { account, region }
  }

  async find(name: string): Promise<LogGroup | undefined> {
    const row = await this.#select().where('name', '=', name).executeTakeFirst()
    return row && fromRow(row)
  }

  async list({ prefix, pattern, names, class: only, after, limit }: GroupQuery): Promise<LogGroup[]> {
    let query = this.#select().orderBy('name').limit(limit)
    // Names are ASCII, so this is the first text behind all that begin with the prefix.
    if (prefix !== undefined) query = query.where('name', '>=', prefix).where('name', '<', `${prefix}\x7f`)
    if (pattern !== undefined) query = query.where(sql<boolean>`name like ${`%${literal(pattern)}%`} escape '\\'`)
    if (names !== undefined) query = query.where('name', 'in', names)
    if (only !== undefined) query = query.where('class', '=', only)
    if (after !== undefined) query = query.where('name', '>', after)
    return (await query.execute()).map(fromRow)
  }

  async count(): Promise<number> {
    const { count } = await this.#db
      .selectFrom('logs_groups')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .executeTakeFirstOrThrow()
    return Number(count)
  }

  /** The new group, or undefined when there is one of that name already. */
  async create(
    ids: Ids,
    group: Pick<LogGroup, 'name' | 'createdAt'> & Partial<LogGroup>,
  ): Promise<LogGroup | undefined> {
    const row = await this.#db
      .insertInto('logs_groups')
      .values({
        ...this.#scope,
        id: newId(ids),
        name: group.name,
        class: group.class ?? 'STANDARD',
        retention_days: group.retentionDays ?? null,
        deletion_protected: group.deletionProtected ? 1 : 0,
        created_at: group.createdAt,
      })
      .onConflict((conflict) => conflict.columns(['account', 'region', 'name']).doNothing())
      .returningAll()
      .executeTakeFirst()
    return row && fromRow(row)
  }

  async change(id: string, change: { retentionDays?: number | null; deletionProtected?: boolean }): Promise<void> {
    const { retentionDays, deletionProtected } = change
    await this.#db
      .updateTable('logs_groups')
      .set({
        ...(retentionDays === undefined ? {} : { retention_days: retentionDays }),
        ...(deletionProtected === undefined ? {} : { deletion_protected: deletionProtected ? 1 : 0 }),
      })
      .where('id', '=', id)
      .execute()
  }

  /** The group is gone at once; its streams and events are removed little by little. */
  async delete(id: string): Promise<void> {
    await this.#db.deleteFrom('logs_groups').where('id', '=', id).execute()
    await this.#db.deleteFrom('logs_tags').where('group_id', '=', id).execute()
    await this.#db.insertInto('logs_removals').values({ id, kind: 'group' }).execute()
  }

  /** Bytes on disk by group id; groups without events are missing. */
  async storedBytes(ids: string[]): Promise<Map<string, number>> {
    if (ids.length === 0) return new Map()
    const rows = await this.#db
      .selectFrom('logs_usage')
      .select(({ fn }) => ['group_id', fn.sum<number>('bytes').as('bytes')])
      .where('group_id', 'in', ids)
      .groupBy('group_id')
      .execute()
    return new Map(rows.map((row) => [row.group_id, Number(row.bytes)]))
  }

  async tags(id: string): Promise<Record<string, string>> {
    const rows = await this.#db
      .selectFrom('logs_tags')
      .select(['key', 'value'])
      .where('group_id', '=', id)
      .orderBy('key')
      .execute()
    return Object.fromEntries(rows.map(({ key, value }) => [key, value]))
  }

  async tag(id: string, tags: Record<string, string>): Promise<void> {
    for (const [key, value] of Object.entries(tags)) {
      await this.#db
        .insertInto('logs_tags')
        .values({ group_id: id, key, value })
        .onConflict((conflict) => conflict.columns(['group_id', 'key']).doUpdateSet({ value }))
        .execute()
    }
  }

  async untag(id: string, keys: string[]): Promise<void> {
    if (keys.length === 0) return
    await this.#db.deleteFrom('logs_tags').where('group_id', '=', id).where('key', 'in', keys).execute()
  }

  #select() {
    return this.#db
      .selectFrom('logs_groups')
      .selectAll()
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
  }
}

/** Text that LIKE takes as it stands. */
function literal(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}

function fromRow(row: Selectable<LogsTables['logs_groups']>): LogGroup {
  return {
    id: row.id,
    name: row.name,
    class: row.class as LogGroup['class'],
    retentionDays: row.retention_days ?? undefined,
    deletionProtected: row.deletion_protected === 1,
    createdAt: row.created_at,
  }
}
