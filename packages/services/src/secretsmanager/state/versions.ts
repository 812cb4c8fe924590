import type { SealingKey } from '@towpath/base'
import type { Database } from '@towpath/storage'
import type { Staged } from '../rules/stages.ts'
import type { SecretsmanagerTables } from './tables.ts'

const PURPOSE = 'secretsmanager.secret'

/** What a secret holds: one of the two. `binary` is base 64. */
export type SecretValue = { string: string } | { binary: string }

export interface Version extends Staged {
  sealed: string
  /** Milliseconds since the epoch. */
  createdAt: number
}

/** The versions of secrets, sealed at rest. */
export class Versions {
  readonly #db
  readonly #sealing

  constructor(db: Database, sealing: SealingKey) {
    this.#db = db.withTables<SecretsmanagerTables>()
    this.#sealing = sealing
  }

  /** All versions of a secret, oldest first. */
  async of(secretId: string): Promise<Version[]> {
    const rows = await this.#db
      .selectFrom('secretsmanager_versions')
      .selectAll()
      .where('secret_id', '=', secretId)
      .orderBy('created_at')
      .orderBy('id')
      .execute()
    return rows.map((row) => ({
      id: row.id,
      sealed: row.sealed,
      stages: JSON.parse(row.stages),
      createdAt: Number(row.created_at),
    }))
  }

  /** A new version, without staging labels. */
  async create(secretId: string, id: string, value: SecretValue, createdAt: number): Promise<void> {
    const sealed = this.#sealing.seal(JSON.stringify(value), PURPOSE)
    await this.#db
      .insertInto('secretsmanager_versions')
      .values({ secret_id: secretId, id, sealed, stages: '[]', created_at: createdAt })
      .execute()
  }

  async setStages(secretId: string, { id, stages }: Staged): Promise<void> {
    await this.#db
      .updateTable('secretsmanager_versions')
      .set({ stages: JSON.stringify(stages) })
      .where('secret_id', '=', secretId)
      .where('id', '=', id)
      .execute()
  }

  async delete(secretId: string, id: string): Promise<void> {
    await this.#db
      .deleteFrom('secretsmanager_versions')
      .where('secret_id', '=', secretId)
      .where('id', '=', id)
      .execute()
  }

  /** The value of a version. Throws when it was sealed with another key than this control plane's. */
  open({ sealed, id }: Version): SecretValue {
    const text = this.#sealing.open(sealed, PURPOSE)
    if (text === undefined) throw new Error(`Version ${id} of a secret cannot be unsealed`)
    return JSON.parse(text)
  }
}
