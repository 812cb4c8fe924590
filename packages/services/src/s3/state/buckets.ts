import type { Database } from '@towpath/storage'
import type { Selectable } from 'kysely'
import type { Tags } from '../rules/tags.ts'
import type { S3Tables } from './tables.ts'

export type Versioning = '' | 'Enabled' | 'Suspended'

export interface Bucket {
  name: string
  account: string
  region: string
  /** Milliseconds since the epoch. */
  createdAt: number
  versioning: Versioning
  /** A JSON document. */
  policy?: string
  tags?: Tags
  objectOwnership?: string
}

export class Buckets {
  readonly #db

  constructor(db: Database) {
    this.#db = db.withTables<S3Tables>()
  }

  async find(name: string): Promise<Bucket | undefined> {
    const row = await this.#db.selectFrom('s3_buckets').selectAll().where('name', '=', name).executeTakeFirst()
    return row && fromRow(row)
  }

  /** Up to `limit` buckets of an account, by name, after `after`. */
  async list(options: { account: string; prefix: string; region?: string; after: string; limit: number }) {
    let query = this.#db
      .selectFrom('s3_buckets')
      .selectAll()
      .where('account', '=', options.account)
      .where('name', '>', options.after)
      .where('name', '>=', options.prefix)
      // No bucket name holds a character beyond "~".
      .where('name', '<', `${options.prefix}~`)
    if (options.region !== undefined) query = query.where('region', '=', options.region)
    const rows = await query.orderBy('name').limit(options.limit).execute()
    return rows.map(fromRow)
  }

  async create(bucket: Bucket): Promise<void> {
    const { name, account, region, createdAt, versioning, tags, objectOwnership = null } = bucket
    await this.#db
      .insertInto('s3_buckets')
      .values({
        name,
        account,
        region,
        versioning,
        created_at: createdAt,
        policy: null,
        tags: tags ? JSON.stringify(tags) : null,
        object_ownership: objectOwnership,
      })
      .execute()
  }

  /** `null` takes a configuration away. */
  async configure(
    name: string,
    change: { versioning?: Versioning; policy?: string | null; tags?: Tags | null; objectOwnership?: string | null },
  ): Promise<void> {
    const { versioning, policy, tags, objectOwnership } = change
    await this.#db
      .updateTable('s3_buckets')
      .set({
        ...(versioning === undefined ? {} : { versioning }),
        ...(policy === undefined ? {} : { policy }),
        ...(tags === undefined ? {} : { tags: tags && JSON.stringify(tags) }),
        ...(objectOwnership === undefined ? {} : { object_ownership: objectOwnership }),
      })
      .where('name', '=', name)
      .execute()
  }

  async delete(name: string): Promise<void> {
    await this.#db.deleteFrom('s3_buckets').where('name', '=', name).execute()
  }
}

function fromRow(row: Selectable<S3Tables['s3_buckets']>): Bucket {
  return {
    name: row.name,
    account: row.account,
    region: row.region,
    createdAt: Number(row.created_at),
    versioning: row.versioning as Versioning,
    policy: row.policy ?? undefined,
    tags: row.tags === null ? undefined : JSON.parse(row.tags),
    objectOwnership: row.object_ownership ?? undefined,
  }
}
