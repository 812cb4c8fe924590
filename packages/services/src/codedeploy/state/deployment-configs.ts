import type { Database } from '@towpath/storage'
import type { Selectable } from 'kysely'
import type { DeploymentConfig } from '../rules/deployment-config.ts'
import { PREDEFINED_DEPLOYMENT_CONFIGS } from '../rules/predefined-deployment-configs.ts'
import { byText, type CodeDeployTables, type Scope } from './tables.ts'

/** The deployment configs of one account and region: the predefined ones and its own. */
export class DeploymentConfigs {
  readonly #db
  readonly #scope

  constructor(db: Database, scope: Scope) {
    this.#db = db.withTables<CodeDeployTables>()
    this.#scope = { account: scope.account, region: scope.region }
  }

  async find(name: string): Promise<DeploymentConfig | undefined> {
    const predefined = PREDEFINED_DEPLOYMENT_CONFIGS.get(name)
    if (predefined) return predefined
    const row = await this.#custom().where('name', '=', name).executeTakeFirst()
    return row && fromRow(row)
  }

  /** All, by name, predefined ones included. */
  async list(): Promise<DeploymentConfig[]> {
    const rows = await this.#custom().execute()
    return [...PREDEFINED_DEPLOYMENT_CONFIGS.values(), ...rows.map(fromRow)].sort(byText((config) => config.name))
  }

  async countCustom(): Promise<number> {
    const rows = await this.#custom().clearSelect().select('id').execute()
    return rows.length
  }

  /** Resolves to false, and changes nothing, when the name is taken. */
  async create(config: DeploymentConfig): Promise<boolean> {
    const { id, name, computePlatform, createdAt, ...rules } = config
    const result = await this.#db
      .insertInto('codedeploy_deployment_configs')
      .values({
        ...this.#scope,
        id,
        name,
        compute_platform: computePlatform,
        rules: JSON.stringify(rules),
        created_at: createdAt,
      })
      .onConflict((conflict) => conflict.columns(['account', 'region', 'name']).doNothing())
      .executeTakeFirst()
    return Boolean(result.numInsertedOrUpdatedRows)
  }

  /** Not an error when there is none. */
  async delete(name: string): Promise<void> {
    await this.#db
      .deleteFrom('codedeploy_deployment_configs')
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where('name', '=', name)
      .execute()
  }

  #custom() {
    return this.#db
      .selectFrom('codedeploy_deployment_configs')
      .selectAll()
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
  }
}

function fromRow(row: Selectable<CodeDeployTables['codedeploy_deployment_configs']>): DeploymentConfig {
  return {
    id: row.id,
    name: row.name,
    computePlatform: row.compute_platform,
    ...(JSON.parse(row.rules) as Pick<
      DeploymentConfig,
      'minimumHealthyHosts' | 'trafficRoutingConfig' | 'zonalConfig'
    >),
    createdAt: Number(row.created_at),
  }
}
