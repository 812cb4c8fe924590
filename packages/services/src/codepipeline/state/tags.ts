import type { Database } from '@towpath/storage'
import type { ResourceTag } from '../rules/resource-tags.ts'
import { byText, type CodePipelineTables } from './tables.ts'

/** Resource tags of pipelines, webhooks and custom action types, by the id of their row. */
export class ResourceTags {
  readonly #db

  constructor(db: Database) {
    this.#db = db.withTables<CodePipelineTables>()
  }

  /** All of one resource, by key. */
  async list(resourceId: string): Promise<ResourceTag[]> {
    const rows = await this.#db
      .selectFrom('codepipeline_tags')
      .select(['key', 'value'])
      .where('resource_id', '=', resourceId)
      .execute()
    return rows.sort(byText((tag) => tag.key))
  }

  /** Adds tags; one whose key is known gets the new value. */
  async add(resourceId: string, tags: ResourceTag[]): Promise<void> {
    for (const { key, value } of tags) {
      await this.#db
        .insertInto('codepipeline_tags')
        .values({ resource_id: resourceId, key, value })
        .onConflict((conflict) => conflict.columns(['resource_id', 'key']).doUpdateSet({ value }))
        .execute()
    }
  }

  async removeAll(resourceId: string): Promise<void> {
    await this.#db.deleteFrom('codepipeline_tags').where('resource_id', '=', resourceId).execute()
  }

  /** Not an error for keys that are not there. */
  async remove(resourceId: string, keys: string[]): Promise<void> {
    if (keys.length === 0) return
    await this.#db
      .deleteFrom('codepipeline_tags')
      .where('resource_id', '=', resourceId)
      .where('key', 'in', keys)
      .execute()
  }
}
