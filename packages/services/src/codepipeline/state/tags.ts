import type { Database } from '@towpath/storage'
import type { ResourceTag } from '../rules/resource-tags.ts'
import { byText, type CodePipelineTables } from './tables.ts'

/** Resource tags of pipelines. */
export class ResourceTags {
  readonly #db

  constructor(db: Database) {
    this.#db = db.withTables<CodePipelineTables>()
  }

  /** All of one pipeline, by key. */
  async list(pipelineId: string): Promise<ResourceTag[]> {
    const rows = await this.#db
      .selectFrom('codepipeline_tags')
      .select(['key', 'value'])
      .where('pipeline_id', '=', pipelineId)
      .execute()
    return rows.sort(byText((tag) => tag.key))
  }

  /** Adds tags; one whose key is known gets the new value. */
  async add(pipelineId: string, tags: ResourceTag[]): Promise<void> {
    for (const { key, value } of tags) {
      await this.#db
        .insertInto('codepipeline_tags')
        .values({ pipeline_id: pipelineId, key, value })
        .onConflict((conflict) => conflict.columns(['pipeline_id', 'key']).doUpdateSet({ value }))
        .execute()
    }
  }

  /** Not an error for keys that are not there. */
  async remove(pipelineId: string, keys: string[]): Promise<void> {
    if (keys.length === 0) return
    await this.#db
      .deleteFrom('codepipeline_tags')
      .where('pipeline_id', '=', pipelineId)
      .where('key', 'in', keys)
      .execute()
  }
}
