import type { ParameterType } from '@aws-sdk/client-ssm'
import type { SealingKey } from '@towpath/base'
import type { Database } from '@towpath/storage'
import type { Selectable } from 'kysely'
import type { Place } from '../rules/arns.ts'
import type { Tags } from '../rules/tags.ts'
import type { SsmTables } from './tables.ts'

const PURPOSE = 'ssm.parameter'

export interface VersionSettings {
  type: ParameterType
  tier: 'Standard' | 'Advanced'
  dataType: string
  description?: string
  allowedPattern?: string
  /** For SecureString. */
  keyId?: string
}

/** One version of a parameter. */
export interface Version {
  name: string
  version: number
  settings: VersionSettings
  /** The value as it is kept; see {@link Parameters.open}. */
  sealed: string
  labels: string[]
  /** Milliseconds since the epoch. */
  modifiedAt: number
  /** ARN. */
  modifiedBy: string
}

export type Parameter = Version & { tags: Tags }

/** The parameters of one account and region. */
export class Parameters {
  readonly #db
  readonly #scope
  readonly #sealing

  constructor(db: Database, { account, region }: Place, sealing: SealingKey) {
    this.#db = db.withTables<SsmTables>()
    this.#scope = { account, region }
    this.#sealing = sealing
  }

  /** A parameter in its newest version. */
  async find(name: string): Promise<Parameter | undefined> {
    const row = await this.#newest().where('of.name', '=', name).executeTakeFirst()
    return row && { ...fromRow(row), tags: JSON.parse(row.tags) }
  }

  /** All in their newest version, in order of their names; `below`: those whose name begins so. */
  async list(below?: string): Promise<Parameter[]> {
    let query = this.#newest().orderBy('of.name')
    // Names are ASCII, so this is the first text behind all that begin with the prefix.
    if (below) query = query.where('of.name', '>=', below).where('of.name', '<', `${below}\x7f`)
    return (await query.execute()).map((row) => ({ ...fromRow(row), tags: JSON.parse(row.tags) }))
  }

  async count(): Promise<number> {
    const { count } = await this.#db
      .selectFrom('ssm_parameters')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .executeTakeFirstOrThrow()
    return Number(count)
  }

  /** All versions of a parameter, oldest first. */
  async versions(name: string): Promise<Version[]> {
    const rows = await this.#db
      .selectFrom('ssm_parameter_versions')
      .selectAll()
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where('name', '=', name)
      .orderBy('version')
      .execute()
    return rows.map(fromRow)
  }

  /** Keeps a version, which is the newest from now on. A new parameter has `tags`. */
  async put(version: Omit<Version, 'sealed'>, value: string, tags: Tags = {}): Promise<void> {
    const { name, settings, labels, modifiedAt, modifiedBy } = version
    await this.#db
      .insertInto('ssm_parameters')
      .values({ ...this.#scope, name, version: version.version, tags: JSON.stringify(tags) })
      .onConflict((conflict) =>
        conflict.columns(['account', 'region', 'name']).doUpdateSet({ version: version.version }),
      )
      .execute()
    await this.#db
      .insertInto('ssm_parameter_versions')
      .values({
        ...this.#scope,
        name,
        version: version.version,
        settings: JSON.stringify(settings),
        sealed: this.#sealing.seal(value, PURPOSE),
        labels: JSON.stringify(labels),
        modified_at: modifiedAt,
        modified_by: modifiedBy,
      })
      .execute()
  }

  /** The value of a version. Throws when it was sealed with another key than this control plane's. */
  open({ sealed, name, version }: Version): string {
    const value = this.#sealing.open(sealed, PURPOSE)
    if (value === undefined) throw new Error(`Version ${version} of parameter ${name} cannot be unsealed`)
    return value
  }

  async setLabels(name: string, version: number, labels: string[]): Promise<void> {
    await this.#db
      .updateTable('ssm_parameter_versions')
      .set({ labels: JSON.stringify(labels) })
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where('name', '=', name)
      .where('version', '=', version)
      .execute()
  }

  async setTags(name: string, tags: Tags): Promise<void> {
    await this.#db
      .updateTable('ssm_parameters')
      .set({ tags: JSON.stringify(tags) })
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where('name', '=', name)
      .execute()
  }

  /** Resolves to whether there was one. */
  async delete(name: string): Promise<boolean> {
    const gone = await this.#delete('ssm_parameters').where('name', '=', name).executeTakeFirst()
    await this.#delete('ssm_parameter_versions').where('name', '=', name).execute()
    return Number(gone.numDeletedRows) > 0
  }

  async deleteVersion(name: string, version: number): Promise<void> {
    await this.#delete('ssm_parameter_versions').where('name', '=', name).where('version', '=', version).execute()
  }

  #delete(table: keyof SsmTables) {
    return this.#db
      .deleteFrom(table)
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
  }

  #newest() {
    return this.#db
      .selectFrom('ssm_parameters as of')
      .innerJoin('ssm_parameter_versions as newest', (join) =>
        join
          .onRef('newest.account', '=', 'of.account')
          .onRef('newest.region', '=', 'of.region')
          .onRef('newest.name', '=', 'of.name')
          .onRef('newest.version', '=', 'of.version'),
      )
      .selectAll('newest')
      .select('of.tags')
      .where('of.account', '=', this.#scope.account)
      .where('of.region', '=', this.#scope.region)
  }
}

function fromRow(row: Selectable<SsmTables['ssm_parameter_versions']>): Version {
  return {
    name: row.name,
    version: Number(row.version),
    settings: JSON.parse(row.settings),
    sealed: row.sealed,
    labels: JSON.parse(row.labels),
    modifiedAt: Number(row.modified_at),
    modifiedBy: row.modified_by,
  }
}
