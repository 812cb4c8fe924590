import type { Database } from '@towpath/storage'
import { byName } from './entities.ts'
import type { IamTables } from './tables.ts'

export interface InlinePolicy {
  name: string
  document: string
}

/** Policies that belong to one user, group or role; by its unique id. */
export class InlinePolicies {
  readonly #db

  constructor(db: Database) {
    this.#db = db.withTables<IamTables>()
  }

  /** By name. */
  async of(holderId: string): Promise<InlinePolicy[]> {
    const rows = await this.#db
      .selectFrom('iam_inline_policies')
      .select(['name', 'document'])
      .where('holder_id', '=', holderId)
      .execute()
    return rows.sort(byName)
  }

  /** Replaces the one of that name. */
  async put(holderId: string, { name, document }: InlinePolicy): Promise<void> {
    await this.#db
      .insertInto('iam_inline_policies')
      .values({ holder_id: holderId, name, document })
      .onConflict((conflict) => conflict.columns(['holder_id', 'name']).doUpdateSet({ document }))
      .execute()
  }

  /** Whether there was one. */
  async delete(holderId: string, name: string): Promise<boolean> {
    const result = await this.#db
      .deleteFrom('iam_inline_policies')
      .where('holder_id', '=', holderId)
      .where('name', '=', name)
      .executeTakeFirst()
    return result.numDeletedRows > 0n
  }
}
