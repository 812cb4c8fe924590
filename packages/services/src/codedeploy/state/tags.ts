import type { Tag } from '@aws-sdk/client-codedeploy'
import type { Database } from '@towpath/storage'
import { byText, type CodeDeployTables } from './tables.ts'

/** Resource tags of applications and deployment groups, by the id of their owner: a rename does not lose them. */
export class ResourceTags {
  readonly #db

  constructor(db: Database) {
    this.#db = db.withTables<CodeDeployTables>()
  }

  /** All of one owner, by key. */
  async list(ownerId: string): Promise<Required<Tag>[]> {
    const rows = await this.#db
      .selectFrom('codedeploy_tags')
      .select(['key', 'value'])
      .where('owner_id', '=', ownerId)
      .execute()
    return rows.map(({ key, value }) => ({ Key: key, Value: value })).sort(byText((tag) => tag.Key))
  }

  /** Adds tags; one whose key is known gets the new value. */
  async add(ownerId: string, tags: Required<Tag>[]): Promise<void> {
    for (const { Key, Value } of tags) {
      await this.#db
        .insertInto('codedeploy_tags')
        .values({ owner_id: ownerId, key: Key, value: Value })
        .onConflict((conflict) => conflict.columns(['owner_id', 'key']).doUpdateSet({ value: Value }))
        .execute()
    }
  }

  /** Not an error for keys that are not there. */
  async remove(ownerId: string, keys: string[]): Promise<void> {
    if (keys.length === 0) return
    await this.#db.deleteFrom('codedeploy_tags').where('owner_id', '=', ownerId).where('key', 'in', keys).execute()
  }

  async deleteAll(ownerId: string): Promise<void> {
    await this.#db.deleteFrom('codedeploy_tags').where('owner_id', '=', ownerId).execute()
  }
}
