import type { SealingKey } from '@towpath/base'
import type { Database } from '@towpath/storage'
import type { CodeDeployTables, Scope } from './tables.ts'

const PURPOSE = 'codedeploy.github-token'

/** Tokens for github.com by name, sealed at rest. They never leave the control plane. */
export class GithubTokens {
  readonly #db
  readonly #scope
  readonly #sealing

  constructor(db: Database, scope: Scope, sealing: SealingKey) {
    this.#db = db.withTables<CodeDeployTables>()
    this.#scope = { account: scope.account, region: scope.region }
    this.#sealing = sealing
  }

  /** Keeps a token under a name, in place of one that is there. */
  async put(name: string, token: string, at: number): Promise<void> {
    const columns = { sealed: this.#sealing.seal(token, PURPOSE), created_at: at }
    await this.#db
      .insertInto('codedeploy_github_tokens')
      .values({ ...this.#scope, name, ...columns })
      .onConflict((conflict) => conflict.columns(['account', 'region', 'name']).doUpdateSet(columns))
      .execute()
  }

  /** The token itself: undefined when there is none, or when it was sealed with another key. */
  async open(name: string): Promise<string | undefined> {
    const row = await this.#where().select('sealed').where('name', '=', name).executeTakeFirst()
    return row && this.#sealing.open(row.sealed, PURPOSE)
  }

  /** All names, in order. */
  async names(): Promise<string[]> {
    const rows = await this.#where().select('name').execute()
    return rows.map((row) => row.name).sort()
  }

  /** Resolves to whether there was one. */
  async delete(name: string): Promise<boolean> {
    const result = await this.#db
      .deleteFrom('codedeploy_github_tokens')
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where('name', '=', name)
      .executeTakeFirst()
    return result.numDeletedRows > 0
  }

  #where() {
    return this.#db
      .selectFrom('codedeploy_github_tokens')
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
  }
}
