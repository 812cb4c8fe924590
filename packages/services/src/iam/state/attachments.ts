import type { Database } from '@towpath/storage'
import type { IamTables } from './tables.ts'

/** Managed policies attached to users, groups and roles of one account. */
export class Attachments {
  readonly #db
  readonly #account: string

  constructor(db: Database, account: string) {
    this.#db = db.withTables<IamTables>()
    this.#account = account
  }

  /** ARNs of the policies of one holder, in order. */
  async of(holderId: string): Promise<string[]> {
    const rows = await this.#db
      .selectFrom('iam_attachments')
      .select('policy_arn')
      .where('holder_id', '=', holderId)
      .execute()
    return rows.map((row) => row.policy_arn).sort()
  }

  /** Unique ids of those that a policy is attached to. */
  async holdersOf(policyArn: string): Promise<string[]> {
    const rows = await this.#db
      .selectFrom('iam_attachments')
      .select('holder_id')
      .where('account', '=', this.#account)
      .where('policy_arn', '=', policyArn)
      .execute()
    return rows.map((row) => row.holder_id)
  }

  /** How many holders each policy has, by ARN. */
  async counts(): Promise<Map<string, number>> {
    const rows = await this.#db
      .selectFrom('iam_attachments')
      .select((column) => ['policy_arn', column.fn.countAll<number>().as('total')])
      .where('account', '=', this.#account)
      .groupBy('policy_arn')
      .execute()
    return new Map(rows.map((row) => [row.policy_arn, Number(row.total)]))
  }

  /** Nothing happens when it is attached already. */
  async add(holderId: string, policyArn: string, at: number): Promise<void> {
    await this.#db
      .insertInto('iam_attachments')
      .values({ account: this.#account, holder_id: holderId, policy_arn: policyArn, attached_at: at })
      .onConflict((conflict) => conflict.columns(['holder_id', 'policy_arn']).doNothing())
      .execute()
  }

  /** Whether it was attached. */
  async remove(holderId: string, policyArn: string): Promise<boolean> {
    const result = await this.#db
      .deleteFrom('iam_attachments')
      .where('holder_id', '=', holderId)
      .where('policy_arn', '=', policyArn)
      .executeTakeFirst()
    return result.numDeletedRows > 0n
  }
}
