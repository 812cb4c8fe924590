import type { Database } from '@towpath/storage'
import type { IamTables } from './tables.ts'

/** The one name, besides its number, that an account may have. */
export class AccountAliases {
  readonly #db
  readonly #account: string

  constructor(db: Database, account: string) {
    this.#db = db.withTables<IamTables>()
    this.#account = account
  }

  async find(): Promise<string | undefined> {
    const row = await this.#db
      .selectFrom('iam_account_aliases')
      .select('alias')
      .where('account', '=', this.#account)
      .executeTakeFirst()
    return row?.alias
  }

  /** Replaces the account's. Resolves to false, and changes nothing, when another account has it. */
  async set(alias: string, at: number): Promise<boolean> {
    const taken = await this.#db
      .selectFrom('iam_account_aliases')
      .select('account')
      .where('alias', '=', alias)
      .executeTakeFirst()
    if (taken && taken.account !== this.#account) return false
    await this.#db
      .insertInto('iam_account_aliases')
      .values({ account: this.#account, alias, created_at: at })
      .onConflict((conflict) => conflict.column('account').doUpdateSet({ alias }))
      .execute()
    return true
  }

  async delete(): Promise<void> {
    await this.#db.deleteFrom('iam_account_aliases').where('account', '=', this.#account).execute()
  }
}
