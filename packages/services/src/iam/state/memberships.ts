import type { Database } from '@towpath/storage'
import type { IamTables } from './tables.ts'

/** Which users are in which groups, and which role is in which instance profile; by unique ids. */
export class Memberships {
  readonly #db

  constructor(db: Database) {
    this.#db = db.withTables<IamTables>()
  }

  async membersOf(containerId: string): Promise<string[]> {
    const rows = await this.#db
      .selectFrom('iam_memberships')
      .select('member_id')
      .where('container_id', '=', containerId)
      .execute()
    return rows.map((row) => row.member_id)
  }

  async containersOf(memberId: string): Promise<string[]> {
    const rows = await this.#db
      .selectFrom('iam_memberships')
      .select('container_id')
      .where('member_id', '=', memberId)
      .execute()
    return rows.map((row) => row.container_id)
  }

  /** Nothing happens when it is a member already. */
  async add(containerId: string, memberId: string, at: number): Promise<void> {
    await this.#db
      .insertInto('iam_memberships')
      .values({ container_id: containerId, member_id: memberId, added_at: at })
      .onConflict((conflict) => conflict.columns(['container_id', 'member_id']).doNothing())
      .execute()
  }

  /** Whether it was a member. */
  async remove(containerId: string, memberId: string): Promise<boolean> {
    const result = await this.#db
      .deleteFrom('iam_memberships')
      .where('container_id', '=', containerId)
      .where('member_id', '=', memberId)
      .executeTakeFirst()
    return result.numDeletedRows > 0n
  }
}
