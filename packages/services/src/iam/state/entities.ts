import type { Database } from '@towpath/storage'
import type { Selectable } from 'kysely'
import type { Entity, EntityKind, Tag } from '../rules/entities.ts'
import type { IamTables } from './tables.ts'

/** Everything of one kind that one account keeps under a name. */
export class Entities<Details> {
  readonly #db
  readonly #account: string
  readonly #kind: EntityKind

  constructor(db: Database, account: string, kind: EntityKind) {
    this.#db = db.withTables<IamTables>()
    this.#account = account
    this.#kind = kind
  }

  /** The one of exactly that name. */
  async find(name: string): Promise<Entity<Details> | undefined> {
    const row = await this.#select().where('name', '=', name).executeTakeFirst()
    return row && fromRow(row)
  }

  async findById(id: string): Promise<Entity<Details> | undefined> {
    const row = await this.#select().where('id', '=', id).executeTakeFirst()
    return row && fromRow(row)
  }

  async findAllById(ids: readonly string[]): Promise<Entity<Details>[]> {
    if (ids.length === 0) return []
    const rows = await this.#select().where('id', 'in', ids).execute()
    return rows.map((row) => fromRow<Details>(row)).sort(byName)
  }

  /** All whose path begins with `pathPrefix`, by name. */
  async list(pathPrefix = '/'): Promise<Entity<Details>[]> {
    const rows = await this.#select().execute()
    const found = rows.filter((row) => row.path.startsWith(pathPrefix))
    return found.map((row) => fromRow<Details>(row)).sort(byName)
  }

  /** Those whose permissions boundary is that policy. */
  async boundedBy(policyArn: string): Promise<Entity<Details>[]> {
    const rows = await this.#select().where('boundary', '=', policyArn).execute()
    return rows.map((row) => fromRow<Details>(row)).sort(byName)
  }

  async count(): Promise<number> {
    const { total } = await this.#db
      .selectFrom('iam_entities')
      .where('account', '=', this.#account)
      .where('kind', '=', this.#kind)
      .select((column) => column.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow()
    return Number(total)
  }

  /** Resolves to false, and changes nothing, when the name is taken; case does not count. */
  async create(entity: Entity<Details>): Promise<boolean> {
    const result = await this.#db
      .insertInto('iam_entities')
      .values({
        id: entity.id,
        account: this.#account,
        kind: this.#kind,
        name: entity.name,
        name_key: entity.name.toLowerCase(),
        path: entity.path,
        tags: JSON.stringify(entity.tags),
        boundary: entity.boundary ?? null,
        created_at: entity.createdAt,
        details: JSON.stringify(entity.details),
      })
      .onConflict((conflict) => conflict.columns(['account', 'kind', 'name_key']).doNothing())
      .executeTakeFirst()
    return Boolean(result.numInsertedOrUpdatedRows)
  }

  /** Whether the name is taken by another than `id`. */
  async isTaken(name: string, id: string): Promise<boolean> {
    const row = await this.#select().where('name_key', '=', name.toLowerCase()).executeTakeFirst()
    return row !== undefined && row.id !== id
  }

  async move(id: string, name: string, path: string): Promise<void> {
    await this.#update(id, { name, name_key: name.toLowerCase(), path })
  }

  async setTags(id: string, tags: readonly Tag[]): Promise<void> {
    await this.#update(id, { tags: JSON.stringify(tags) })
  }

  async setBoundary(id: string, policyArn: string | undefined): Promise<void> {
    await this.#update(id, { boundary: policyArn ?? null })
  }

  async setDetails(id: string, details: Details): Promise<void> {
    await this.#update(id, { details: JSON.stringify(details) })
  }

  async delete(id: string): Promise<void> {
    await this.#db.deleteFrom('iam_entities').where('id', '=', id).execute()
  }

  #select() {
    return this.#db
      .selectFrom('iam_entities')
      .selectAll()
      .where('account', '=', this.#account)
      .where('kind', '=', this.#kind)
  }

  async #update(id: string, changes: Partial<IamTables['iam_entities']>): Promise<void> {
    await this.#db.updateTable('iam_entities').set(changes).where('id', '=', id).execute()
  }
}

function fromRow<Details>(row: Selectable<IamTables['iam_entities']>): Entity<Details> {
  return {
    kind: row.kind,
    account: row.account,
    id: row.id,
    name: row.name,
    path: row.path,
    tags: JSON.parse(row.tags),
    boundary: row.boundary ?? undefined,
    createdAt: Number(row.created_at),
    details: JSON.parse(row.details),
  }
}

/** As text is compared by `page` of base, whatever collation the database has. */
export function byName(left: { name: string }, right: { name: string }): number {
  return left.name < right.name ? -1 : left.name > right.name ? 1 : 0
}
