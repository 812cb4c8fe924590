import type { ComputePlatform } from '@aws-sdk/client-codedeploy'
import type { Database } from '@towpath/storage'
import type { Selectable } from 'kysely'
import { byText, type CodeDeployTables, type Scope } from './tables.ts'

export interface Application {
  /** Lower-case UUID. A rename keeps it. */
  id: string
  name: string
  /** Never changes. */
  computePlatform: ComputePlatform
  /** Name of the GitHub token tied to the application. */
  githubAccount?: string
  /** Milliseconds since the epoch. */
  createdAt: number
}

/** The applications of one account and region. */
export class Applications {
  readonly #db
  readonly #scope

  constructor(db: Database, scope: Scope) {
    this.#db = db.withTables<CodeDeployTables>()
    this.#scope = { account: scope.account, region: scope.region }
  }

  async find(name: string): Promise<Application | undefined> {
    const row = await this.#select().where('name', '=', name).executeTakeFirst()
    return row && fromRow(row)
  }

  async findById(id: string): Promise<Application | undefined> {
    const row = await this.#select().where('id', '=', id).executeTakeFirst()
    return row && fromRow(row)
  }

  /** All, by name. */
  async list(): Promise<Application[]> {
    const rows = await this.#select().execute()
    return rows.map(fromRow).sort(byText((application) => application.name))
  }

  async count(): Promise<number> {
    const { total } = await this.#where()
      .select((column) => column.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow()
    return Number(total)
  }

  /** Resolves to false, and changes nothing, when the name is taken. */
  async create(application: Application): Promise<boolean> {
    const result = await this.#db
      .insertInto('codedeploy_applications')
      .values({
        ...this.#scope,
        id: application.id,
        name: application.name,
        compute_platform: application.computePlatform,
        github_account: application.githubAccount ?? null,
        created_at: application.createdAt,
      })
      .onConflict((conflict) => conflict.columns(['account', 'region', 'name']).doNothing())
      .executeTakeFirst()
    return Boolean(result.numInsertedOrUpdatedRows)
  }

  /** Groups, revisions and history stay with the application. `name` must be free. */
  async rename(id: string, name: string): Promise<void> {
    await this.#db.updateTable('codedeploy_applications').set({ name }).where('id', '=', id).execute()
  }

  /** Ties the GitHub token of that name to the application. */
  async linkToGithub(id: string, tokenName: string): Promise<void> {
    await this.#db
      .updateTable('codedeploy_applications')
      .set({ github_account: tokenName })
      .where('id', '=', id)
      .execute()
  }

  /** Unties every application from the token of that name. */
  async unlinkFromGithub(tokenName: string): Promise<void> {
    await this.#db
      .updateTable('codedeploy_applications')
      .set({ github_account: null })
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where('github_account', '=', tokenName)
      .execute()
  }

  /** Forgets the application itself; what belongs to it is deleted by its own questions. */
  async delete(id: string): Promise<void> {
    await this.#db.deleteFrom('codedeploy_applications').where('id', '=', id).execute()
  }

  #where() {
    return this.#db
      .selectFrom('codedeploy_applications')
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
  }

  #select() {
    return this.#where().selectAll()
  }
}

function fromRow(row: Selectable<CodeDeployTables['codedeploy_applications']>): Application {
  return {
    id: row.id,
    name: row.name,
    computePlatform: row.compute_platform,
    githubAccount: row.github_account ?? undefined,
    createdAt: Number(row.created_at),
  }
}
