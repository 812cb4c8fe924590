import type { Database } from '@towpath/storage'
import type { IamTables } from './tables.ts'

/** When an access key or a role was last used, and for what. */
export interface LastUse {
  /** The key's or role's id. */
  id: string
  at: number
  /** `s3`. */
  service: string
  region: string
}

export class LastUses {
  readonly #db

  constructor(db: Database) {
    this.#db = db.withTables<IamTables>()
  }

  async find(id: string): Promise<LastUse | undefined> {
    const row = await this.#db.selectFrom('iam_last_uses').selectAll().where('id', '=', id).executeTakeFirst()
    return row && { id, at: Number(row.used_at), service: row.service, region: row.region }
  }

  async put(use: LastUse): Promise<void> {
    const values = { used_at: use.at, service: use.service, region: use.region }
    await this.#db
      .insertInto('iam_last_uses')
      .values({ id: use.id, ...values })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
      .execute()
  }

  async delete(id: string): Promise<void> {
    await this.#db.deleteFrom('iam_last_uses').where('id', '=', id).execute()
  }

  /** Forgets uses before `before` (milliseconds since the epoch) of keys and roles that are no more. */
  async forgetDeleted(before: number): Promise<void> {
    await this.#db
      .deleteFrom('iam_last_uses')
      .where('used_at', '<', before)
      .where('id', 'not in', (keys) => keys.selectFrom('iam_access_keys').select('id'))
      .where('id', 'not in', (entities) => entities.selectFrom('iam_entities').select('id'))
      .execute()
  }
}
