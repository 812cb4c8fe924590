import type { Database } from '@towpath/storage'
import { type ActionTypeDefinition, typeKey } from '../rules/action-types/action-type.ts'
import type { JobTables } from './job-tables.ts'
import type { Scope } from './tables.ts'

export interface CustomActionType {
  /** Lower-case UUID, under which its tags are. */
  id: string
  definition: ActionTypeDefinition
}

/** The custom action types of one account and region. A deleted one keeps its version to itself (documented). */
export class CustomActionTypes {
  readonly #db
  readonly #scope

  constructor(db: Database, scope: Scope) {
    this.#db = db.withTables<JobTables>()
    this.#scope = { account: scope.account, region: scope.region }
  }

  async list(): Promise<ActionTypeDefinition[]> {
    const rows = await this.#rows().where('deleted_at', 'is', null).execute()
    return rows.map((row) => JSON.parse(row.definition))
  }

  async find(type: ActionTypeDefinition['id']): Promise<CustomActionType | undefined> {
    const row = await this.#rows().where('type', '=', typeKey(type)).where('deleted_at', 'is', null).executeTakeFirst()
    return row && { id: row.id, definition: JSON.parse(row.definition) }
  }

  /**
   * Makes the type there; one of that very definition that was deleted is there again. Resolves to what is there then,
   * or to undefined, and changes nothing, where the version belongs to another definition or is there already.
   */
  async create(id: string, definition: ActionTypeDefinition, now: number): Promise<CustomActionType | undefined> {
    const type = typeKey(definition.id)
    const json = JSON.stringify(definition)
    const made = await this.#db
      .insertInto('codepipeline_action_types')
      .values({ ...this.#scope, id, type, definition: json, created_at: now, deleted_at: null })
      .onConflict((conflict) => conflict.columns(['account', 'region', 'type']).doNothing())
      .returning('id')
      .executeTakeFirst()
    if (made) return { id: made.id, definition }
    const restored = await this.#db
      .updateTable('codepipeline_action_types')
      .set({ deleted_at: null })
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where('type', '=', type)
      .where('deleted_at', 'is not', null)
      .where('definition', '=', json)
      .returning('id')
      .executeTakeFirst()
    return restored && { id: restored.id, definition }
  }

  async delete(id: string, now: number): Promise<void> {
    await this.#db
      .updateTable('codepipeline_action_types')
      .set({ deleted_at: now })
      .where('id', '=', id)
      .where('deleted_at', 'is', null)
      .execute()
  }

  #rows() {
    return this.#db
      .selectFrom('codepipeline_action_types')
      .selectAll()
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
  }
}
