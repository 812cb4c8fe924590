import type { Database } from '@towpath/storage'
import type { Selectable } from 'kysely'
import type { Place } from '../rules/arns.ts'
import type { Tags } from '../rules/secret.ts'
import type { SecretsmanagerTables } from './tables.ts'

/** Times are milliseconds since the epoch. */
export interface Secret {
  id: string
  name: string
  suffix: string
  description?: string
  tags: Tags
  createdAt: number
  changedAt: number
  deletedAt?: number
  /** When it is gone for good, for secrets that are deleted. */
  goneAt?: number
}

/** The secrets of one account and region. Those whose time is over are gone, also before they are removed. */
export class Secrets {
  readonly #db
  readonly #scope

  constructor(db: Database, { account, region }: Place) {
    this.#db = db.withTables<SecretsmanagerTables>()
    this.#scope = { account, region }
  }

  async find(name: string, now: number): Promise<Secret | undefined> {
    const row = await this.#present(now).where('name', '=', name).executeTakeFirst()
    return row && fromRow(row)
  }

  /** All, without an order. */
  async list(now: number): Promise<Secret[]> {
    return (await this.#present(now).execute()).map(fromRow)
  }

  /** The new secret. `name` must not be taken, but for a secret that is gone and not yet removed. */
  async create(secret: Omit<Secret, 'id'>): Promise<Secret> {
    const { account, region } = this.#scope
    const created = { ...secret, id: `${account}/${region}/${secret.name}-${secret.suffix}` }
    const gone = await this.#db
      .deleteFrom('secretsmanager_secrets')
      .where('account', '=', account)
      .where('region', '=', region)
      .where('name', '=', secret.name)
      .returning('id')
      .execute()
    for (const { id } of gone)
      await this.#db.deleteFrom('secretsmanager_versions').where('secret_id', '=', id).execute()
    const columns = { ...changing(created), created_at: secret.createdAt }
    await this.#db
      .insertInto('secretsmanager_secrets')
      .values({ ...this.#scope, id: created.id, name: secret.name, suffix: secret.suffix, ...columns })
      .execute()
    return created
  }

  /** Keeps what may change. */
  async save(secret: Secret): Promise<void> {
    await this.#db.updateTable('secretsmanager_secrets').set(changing(secret)).where('id', '=', secret.id).execute()
  }

  /** At once, with all its versions. */
  async delete({ id }: Secret): Promise<void> {
    await this.#db.deleteFrom('secretsmanager_secrets').where('id', '=', id).execute()
    await this.#db.deleteFrom('secretsmanager_versions').where('secret_id', '=', id).execute()
  }

  #present(now: number) {
    return this.#db
      .selectFrom('secretsmanager_secrets')
      .selectAll()
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where(({ or, eb }) => or([eb('gone_at', 'is', null), eb('gone_at', '>', now)]))
  }
}

function changing(secret: Omit<Secret, 'id'>) {
  return {
    description: secret.description ?? null,
    tags: JSON.stringify(secret.tags),
    changed_at: secret.changedAt,
    deleted_at: secret.deletedAt ?? null,
    gone_at: secret.goneAt ?? null,
  }
}

function fromRow(row: Selectable<SecretsmanagerTables['secretsmanager_secrets']>): Secret {
  const time = (value: number | null) => (value === null ? undefined : Number(value))
  return {
    id: row.id,
    name: row.name,
    suffix: row.suffix,
    description: row.description ?? undefined,
    tags: JSON.parse(row.tags),
    createdAt: Number(row.created_at),
    changedAt: Number(row.changed_at),
    deletedAt: time(row.deleted_at),
    goneAt: time(row.gone_at),
  }
}
