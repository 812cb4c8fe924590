import type { Database } from '@towpath/storage'
import type { Place } from '../rules/ids.ts'
import type { CheckedTag } from '../rules/tags.ts'
import type { Ec2Tables } from './tables.ts'

export interface ResourceTag {
  resourceId: string
  key: string
  value: string
}

/** Tags of the resources of one account and region. */
export class Tags {
  readonly #db
  readonly #place: Place

  constructor(db: Database, place: Place) {
    this.#db = db.withTables<Ec2Tables>()
    this.#place = { account: place.account, region: place.region }
  }

  /** All, by resource and key. */
  async list(): Promise<ResourceTag[]> {
    const rows = await this.#select().orderBy('resource_id').orderBy('key').execute()
    return rows.map(({ resource_id, key, value }) => ({ resourceId: resource_id, key, value }))
  }

  /** Of one resource, by key. */
  async of(resourceId: string): Promise<Map<string, string>> {
    const rows = await this.#select().where('resource_id', '=', resourceId).orderBy('key').execute()
    return new Map(rows.map(({ key, value }) => [key, value]))
  }

  /** Of all resources that have any. */
  async byResource(): Promise<Map<string, Map<string, string>>> {
    const found = new Map<string, Map<string, string>>()
    for (const { resourceId, key, value } of await this.list()) {
      const tags = found.get(resourceId) ?? new Map<string, string>()
      found.set(resourceId, tags.set(key, value))
    }
    return found
  }

  /** Adds tags; one whose key is known gets the new value. */
  async set(resourceId: string, tags: CheckedTag[]): Promise<void> {
    for (const { Key, Value } of tags) {
      await this.#db
        .insertInto('ec2_tags')
        .values({ ...this.#place, resource_id: resourceId, key: Key, value: Value })
        .onConflict((conflict) =>
          conflict.columns(['account', 'region', 'resource_id', 'key']).doUpdateSet({ value: Value }),
        )
        .execute()
    }
  }

  /** Removes a tag, if `value` is given only when it has that value. Not an error when it is not there. */
  async remove(resourceId: string, key: string, value?: string): Promise<void> {
    let query = this.#delete(resourceId).where('key', '=', key)
    if (value !== undefined) query = query.where('value', '=', value)
    await query.execute()
  }

  async removeAll(resourceId: string): Promise<void> {
    await this.#delete(resourceId).execute()
  }

  #select() {
    return this.#db
      .selectFrom('ec2_tags')
      .selectAll()
      .where('account', '=', this.#place.account)
      .where('region', '=', this.#place.region)
  }

  #delete(resourceId: string) {
    return this.#db
      .deleteFrom('ec2_tags')
      .where('account', '=', this.#place.account)
      .where('region', '=', this.#place.region)
      .where('resource_id', '=', resourceId)
  }
}
