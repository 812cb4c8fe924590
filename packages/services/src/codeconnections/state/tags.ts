import type { Database } from '@towpath/storage'
import type { ResourceTag } from '../rules/tags.ts'
import type { CodeConnectionsTables } from './tables.ts'

/** Tags of connections and hosts, by the id of their row. */
export class ResourceTags {
  readonly #db

  constructor(db: Database) {
    this.#db = db.withTables<CodeConnectionsTables>()
  }

  /** All of one resource, by key. */
  async list(resourceId: string): Promise<ResourceTag[]> {
    const rows = await this.#db
      .selectFrom('codeconnections_tags')
      .selectAll()
      .where('resource_id', '=', resourceId)
      .execute()
    return rows.map(({ key, value }) => ({ Key: key, Value: value })).sort((a, b) => (a.Key < b.Key ? -1 : 1))
  }

  /** Adds tags; one whose key is known gets the new value. */
  async add(resourceId: string, tags: ResourceTag[]): Promise<void> {
    for (const { Key: key, Value: value } of tags) {
      await this.#db
        .insertInto('codeconnections_tags')
        .values({ resource_id: resourceId, key, value })
        .onConflict((conflict) => conflict.columns(['resource_id', 'key']).doUpdateSet({ value }))
        .execute()
    }
  }

  /** Without `keys`, all of them. Not an error for keys that are not there. */
  async remove(resourceId: string, keys?: string[]): Promise<void> {
    if (keys?.length === 0) return
    const all = this.#db.deleteFrom('codeconnections_tags').where('resource_id', '=', resourceId)
    await (keys ? all.where('key', 'in', keys) : all).execute()
  }
}
