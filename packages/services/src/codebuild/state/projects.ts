import type { Database } from '@towpath/storage'
import type { Selectable } from 'kysely'
import type { ProjectSettings } from '../rules/project-settings.ts'
import type { CodeBuildTables, Scope } from './tables.ts'

export interface StoredProject {
  name: string
  settings: ProjectSettings
  /** Milliseconds since the epoch. */
  createdAt: number
  modifiedAt: number
}

/** The projects of one account and region. */
export class Projects {
  readonly #db
  readonly #scope

  constructor(db: Database, scope: Scope) {
    this.#db = db.withTables<CodeBuildTables>()
    this.#scope = { account: scope.account, region: scope.region }
  }

  async find(name: string): Promise<StoredProject | undefined> {
    const row = await this.#where().selectAll().where('name', '=', name).executeTakeFirst()
    return row && fromRow(row)
  }

  /** All, without an order. */
  async list(): Promise<Pick<StoredProject, 'name' | 'createdAt' | 'modifiedAt'>[]> {
    const rows = await this.#where().select(['name', 'created_at', 'modified_at']).execute()
    return rows.map((row) => ({
      name: row.name,
      createdAt: Number(row.created_at),
      modifiedAt: Number(row.modified_at),
    }))
  }

  async count(): Promise<number> {
    const { total } = await this.#where()
      .select((column) => column.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow()
    return Number(total)
  }

  /** Resolves to false, and changes nothing, when the name is taken. */
  async create({ name, settings, createdAt, modifiedAt }: StoredProject): Promise<boolean> {
    const columns = { settings: JSON.stringify(settings), created_at: createdAt, modified_at: modifiedAt }
    const result = await this.#db
      .insertInto('codebuild_projects')
      .values({ ...this.#scope, name, ...columns })
      .onConflict((conflict) => conflict.columns(['account', 'region', 'name']).doNothing())
      .executeTakeFirst()
    return Boolean(result.numInsertedOrUpdatedRows)
  }

  async update({ name, settings, modifiedAt }: StoredProject): Promise<void> {
    await this.#db
      .updateTable('codebuild_projects')
      .set({ settings: JSON.stringify(settings), modified_at: modifiedAt })
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where('name', '=', name)
      .execute()
  }

  /** Its builds stay, and so does the number of the last one. */
  async delete(name: string): Promise<void> {
    await this.#db
      .deleteFrom('codebuild_projects')
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where('name', '=', name)
      .execute()
  }

  /** What was cached before `at` (milliseconds since the epoch) counts no longer. */
  async invalidateCache(name: string, at: number): Promise<void> {
    await this.#db
      .updateTable('codebuild_projects')
      .set({ cache_invalid_at: at })
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where('name', '=', name)
      .execute()
  }

  /** See invalidateCache; 0 when it never was. */
  async cacheValidSince(name: string): Promise<number> {
    const row = await this.#where().select('cache_invalid_at').where('name', '=', name).executeTakeFirst()
    return Number(row?.cache_invalid_at ?? 0)
  }

  /** The number of the project's next build: the first is 1, none is given twice. */
  async nextBuildNumber(name: string): Promise<number> {
    const row = await this.#db
      .insertInto('codebuild_build_numbers')
      .values({ ...this.#scope, project_name: name, last_number: 1 })
      .onConflict((conflict) =>
        conflict
          .columns(['account', 'region', 'project_name'])
          .doUpdateSet((column) => ({ last_number: column('codebuild_build_numbers.last_number', '+', 1) })),
      )
      .returning('last_number')
      .executeTakeFirstOrThrow()
    return Number(row.last_number)
  }

  #where() {
    return this.#db
      .selectFrom('codebuild_projects')
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
  }
}

function fromRow(row: Selectable<CodeBuildTables['codebuild_projects']>): StoredProject {
  return {
    name: row.name,
    settings: JSON.parse(row.settings),
    createdAt: Number(row.created_at),
    modifiedAt: Number(row.modified_at),
  }
}
