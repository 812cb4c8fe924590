import type { SealingKey } from '@towpath/base'
import type { Database } from '@towpath/storage'
import type { Selectable } from 'kysely'
import type { IamTables } from './tables.ts'

export type KeyStatus = 'Active' | 'Inactive'

export interface AccessKey {
  id: string
  account: string
  userId: string
  status: KeyStatus
  createdAt: number
}

const PURPOSE = 'iam.access-key'

/** Long-term access keys of users. Their secrets are sealed in the database. */
export class AccessKeys {
  readonly #db
  readonly #sealing: SealingKey

  constructor(db: Database, sealing: SealingKey) {
    this.#db = db.withTables<IamTables>()
    this.#sealing = sealing
  }

  async find(id: string): Promise<AccessKey | undefined> {
    const row = await this.#row(id)
    return row && fromRow(row)
  }

  /** A key with its secret. Throws when the secret was sealed with another key than today's. */
  async findWithSecret(id: string): Promise<(AccessKey & { secret: string }) | undefined> {
    const row = await this.#row(id)
    if (!row) return undefined
    const secret = this.#sealing.open(row.secret, PURPOSE)
    if (secret === undefined) throw new Error(`The secret of access key ${id} cannot be opened with this sealing key`)
    return { ...fromRow(row), secret }
  }

  /** Oldest first. */
  async of(userId: string): Promise<AccessKey[]> {
    const rows = await this.#db.selectFrom('iam_access_keys').selectAll().where('user_id', '=', userId).execute()
    return rows.map(fromRow).sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
  }

  async create(key: AccessKey, secret: string): Promise<void> {
    await this.#db
      .insertInto('iam_access_keys')
      .values({
        id: key.id,
        account: key.account,
        user_id: key.userId,
        secret: this.#sealing.seal(secret, PURPOSE),
        status: key.status,
        created_at: key.createdAt,
      })
      .execute()
  }

  async setStatus(id: string, status: KeyStatus): Promise<void> {
    await this.#db.updateTable('iam_access_keys').set({ status }).where('id', '=', id).execute()
  }

  async delete(id: string): Promise<void> {
    await this.#db.deleteFrom('iam_access_keys').where('id', '=', id).execute()
  }

  #row(id: string) {
    return this.#db.selectFrom('iam_access_keys').selectAll().where('id', '=', id).executeTakeFirst()
  }
}

function fromRow(row: Selectable<IamTables['iam_access_keys']>): AccessKey {
  const { id, account, user_id: userId, status } = row
  return { id, account, userId, status, createdAt: Number(row.created_at) }
}
