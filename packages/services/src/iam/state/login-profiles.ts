import type { Database } from '@towpath/storage'
import type { IamTables } from './tables.ts'

/** A user's password for the console. */
export interface LoginProfile {
  userId: string
  passwordHash: string
  resetRequired: boolean
  createdAt: number
}

export class LoginProfiles {
  readonly #db

  constructor(db: Database) {
    this.#db = db.withTables<IamTables>()
  }

  async find(userId: string): Promise<LoginProfile | undefined> {
    const row = await this.#db
      .selectFrom('iam_login_profiles')
      .selectAll()
      .where('user_id', '=', userId)
      .executeTakeFirst()
    if (!row) return undefined
    return {
      userId,
      passwordHash: row.password_hash,
      resetRequired: row.reset_required === 1,
      createdAt: Number(row.created_at),
    }
  }

  /** Replaces the user's, if there is one. */
  async put(profile: LoginProfile): Promise<void> {
    const values = { password_hash: profile.passwordHash, reset_required: profile.resetRequired ? 1 : 0 }
    await this.#db
      .insertInto('iam_login_profiles')
      .values({ user_id: profile.userId, created_at: profile.createdAt, ...values })
      .onConflict((conflict) => conflict.column('user_id').doUpdateSet(values))
      .execute()
  }

  /** Whether there was one. */
  async delete(userId: string): Promise<boolean> {
    const result = await this.#db.deleteFrom('iam_login_profiles').where('user_id', '=', userId).executeTakeFirst()
    return result.numDeletedRows > 0n
  }
}
