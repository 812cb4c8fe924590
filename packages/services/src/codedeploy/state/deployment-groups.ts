import type { DeploymentStatus, ECSService, RevisionLocation } from '@aws-sdk/client-codedeploy'
import type { Database } from '@towpath/storage'
import type { Selectable } from 'kysely'
import type { DeploymentGroupSettings } from '../rules/deployment-group-settings.ts'
import { revisionIdentity } from '../rules/revision-identity.ts'
import { byText, type CodeDeployTables, type Scope } from './tables.ts'

/** A deployment that a group remembers. Times are milliseconds since the epoch. */
export interface LastDeployment {
  deploymentId: string
  status: DeploymentStatus
  createTime: number
  endTime?: number
}

export interface DeploymentGroup {
  /** Lower-case UUID. A rename keeps it: agents know the group by it. */
  id: string
  applicationId: string
  name: string
  settings: DeploymentGroupSettings
  lastAttempted?: LastDeployment
  lastSuccessful?: LastDeployment
  /** The revision of the last deployment that succeeded. */
  targetRevision?: RevisionLocation
  /** Milliseconds since the epoch. */
  createdAt: number
}

/** The deployment groups of one account and region. */
export class DeploymentGroups {
  readonly #db
  readonly #scope

  constructor(db: Database, scope: Scope) {
    this.#db = db.withTables<CodeDeployTables>()
    this.#scope = { account: scope.account, region: scope.region }
  }

  async find(applicationId: string, name: string): Promise<DeploymentGroup | undefined> {
    const row = await this.#of(applicationId).where('name', '=', name).executeTakeFirst()
    return row && fromRow(row)
  }

  async findById(id: string): Promise<DeploymentGroup | undefined> {
    const row = await this.#db
      .selectFrom('codedeploy_deployment_groups')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst()
    return row && fromRow(row)
  }

  /** All of one application, by name. */
  async list(applicationId: string): Promise<DeploymentGroup[]> {
    const rows = await this.#of(applicationId).execute()
    return rows.map(fromRow).sort(byText((group) => group.name))
  }

  async count(applicationId: string): Promise<number> {
    const { total } = await this.#db
      .selectFrom('codedeploy_deployment_groups')
      .select((column) => column.fn.countAll<number>().as('total'))
      .where('application_id', '=', applicationId)
      .executeTakeFirstOrThrow()
    return Number(total)
  }

  /** Resolves to false, and changes nothing, when the application has a group of that name. */
  async create(group: DeploymentGroup): Promise<boolean> {
    const result = await this.#db
      .insertInto('codedeploy_deployment_groups')
      .values({
        ...this.#scope,
        id: group.id,
        application_id: group.applicationId,
        name: group.name,
        ...settingsColumns(group.settings),
        created_at: group.createdAt,
      })
      .onConflict((conflict) => conflict.columns(['application_id', 'name']).doNothing())
      .executeTakeFirst()
    return Boolean(result.numInsertedOrUpdatedRows)
  }

  /** Replaces name and settings. The name must be free. */
  async update(id: string, change: { name: string; settings: DeploymentGroupSettings }): Promise<void> {
    await this.#db
      .updateTable('codedeploy_deployment_groups')
      .set({ name: change.name, ...settingsColumns(change.settings) })
      .where('id', '=', id)
      .execute()
  }

  /** Remembers the latest deployment, when it is created and again when its status changes. */
  async recordAttempt(id: string, attempt: LastDeployment): Promise<void> {
    await this.#db
      .updateTable('codedeploy_deployment_groups')
      .set({ last_attempted: JSON.stringify(attempt) })
      .where('id', '=', id)
      .execute()
  }

  /** Remembers a deployment that succeeded as a whole; its revision becomes the group's target revision. */
  async recordSuccess(id: string, success: LastDeployment, revision: RevisionLocation): Promise<void> {
    await this.#db
      .updateTable('codedeploy_deployment_groups')
      .set({
        last_attempted: JSON.stringify(success),
        last_successful: JSON.stringify(success),
        target_revision: JSON.stringify(revision),
        target_revision_identity: revisionIdentity(revision),
      })
      .where('id', '=', id)
      .execute()
  }

  /** Whether a group of this account and region deploys with the config of that name. */
  async usesConfig(deploymentConfigName: string): Promise<boolean> {
    const row = await this.#db
      .selectFrom('codedeploy_deployment_groups')
      .select('id')
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where('deployment_config_name', '=', deploymentConfigName)
      .limit(1)
      .executeTakeFirst()
    return row !== undefined
  }

  /** The group of this account and region that deploys to an ECS service. */
  async findByEcsService({ clusterName, serviceName }: ECSService): Promise<DeploymentGroup | undefined> {
    const rows = await this.#db
      .selectFrom('codedeploy_deployment_groups as group')
      .innerJoin('codedeploy_applications as application', 'application.id', 'group.application_id')
      .selectAll('group')
      .where('group.account', '=', this.#scope.account)
      .where('group.region', '=', this.#scope.region)
      .where('application.compute_platform', '=', 'ECS')
      .execute()
    return rows
      .map(fromRow)
      .find(({ settings }) =>
        settings.ecsServices.some((one) => one.clusterName === clusterName && one.serviceName === serviceName),
      )
  }

  async delete(id: string): Promise<void> {
    await this.#db.deleteFrom('codedeploy_deployment_groups').where('id', '=', id).execute()
  }

  #of(applicationId: string) {
    return this.#db.selectFrom('codedeploy_deployment_groups').selectAll().where('application_id', '=', applicationId)
  }
}

function settingsColumns(settings: DeploymentGroupSettings) {
  return { settings: JSON.stringify(settings), deployment_config_name: settings.deploymentConfigName }
}

function fromRow(row: Selectable<CodeDeployTables['codedeploy_deployment_groups']>): DeploymentGroup {
  return {
    id: row.id,
    applicationId: row.application_id,
    name: row.name,
    settings: JSON.parse(row.settings),
    lastAttempted: row.last_attempted ? JSON.parse(row.last_attempted) : undefined,
    lastSuccessful: row.last_successful ? JSON.parse(row.last_successful) : undefined,
    targetRevision: row.target_revision ? JSON.parse(row.target_revision) : undefined,
    createdAt: Number(row.created_at),
  }
}
