import type { Database } from '@towpath/storage'
import type { Selectable } from 'kysely'
import type { KeyStatus } from './access-keys.ts'
import type { IamTables } from './tables.ts'

/** A user name and password for one service, such as git over HTTP. */
export interface ServiceCredential {
  id: string
  account: string
  userId: string
  /** `codecommit.amazonaws.com`. */
  service: string
  /** `alice-at-123456789012`. */
  userName: string
  passwordHash: string
  status: KeyStatus
  createdAt: number
}

export class ServiceCredentials {
  readonly #db

  constructor(db: Database) {
    this.#db = db.withTables<IamTables>()
  }

  async find(id: string): Promise<ServiceCredential | undefined> {
    const row = await this.#select().where('id', '=', id).executeTakeFirst()
    return row && fromRow(row)
  }

  async findByUserName(userName: string): Promise<ServiceCredential | undefined> {
    const row = await this.#select().where('user_name', '=', userName).executeTakeFirst()
    return row && fromRow(row)
  }

  /** Oldest first. */
  async of(userId: string): Promise<ServiceCredential[]> {
    const rows = await this.#select().where('user_id', '=', userId).execute()
    return rows.map(fromRow).sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
  }

  async create(credential: ServiceCredential): Promise<void> {
    await this.#db
      .insertInto('iam_service_credentials')
      .values({
        id: credential.id,
        account: credential.account,
        user_id: credential.userId,
        service: credential.service,
        user_name: credential.userName,
        password_hash: credential.passwordHash,
        status: credential.status,
        created_at: credential.createdAt,
      })
      .execute()
  }

  async setStatus(id: string, status: KeyStatus): Promise<void> {
    await this.#db.updateTable('iam_service_credentials').set({ status }).where('id', '=', id).execute()
  }

  async setPassword(id: string, passwordHash: string): Promise<void> {
    const changes = { password_hash: passwordHash }
    await this.#db.updateTable('iam_service_credentials').set(changes).where('id', '=', id).execute()
  }

  async delete(id: string): Promise<void> {
    await this.#db.deleteFrom('iam_service_credentials').where('id', '=', id).execute()
  }

  #select() {
    return this.#db.selectFrom('iam_service_credentials').selectAll()
  }
}

function fromRow(row: Selectable<IamTables['iam_service_credentials']>): ServiceCredential {
  const { id, account, user_id: userId, service, user_name: userName, password_hash: passwordHash, status } = row
  return { id, account, userId, service, userName, passwordHash, status, createdAt: Number(row.created_at) }
}
