import type {
  AlarmConfiguration,
  DeploymentCreator,
  DeploymentOverview,
  DeploymentStatus,
  FileExistsBehavior,
  RevisionLocation,
  RollbackInfo,
  TargetInstances,
} from '@aws-sdk/client-codedeploy'
import { type Database, holdBlob, releaseBlob } from '@towpath/storage'
import { type Selectable, sql } from 'kysely'
import type { DeploymentError } from '../rules/deployment-errors.ts'
import type { DeploymentGroupSettings } from '../rules/deployment-group-settings.ts'
import type { DeploymentTables } from './deployment-tables.ts'
import type { Scope } from './tables.ts'

/** What a deployment was asked to do. Never changes. */
export interface DeploymentRequest {
  deploymentConfigName: string
  revision: RevisionLocation
  /** The group's target revision at that time. */
  previousRevision?: RevisionLocation
  description?: string
  ignoreApplicationStopFailures: boolean
  updateOutdatedInstancesOnly: boolean
  fileExistsBehavior: FileExistsBehavior
  /** The group's settings at that time, with what the request put in their place. */
  settings: DeploymentGroupSettings
  targetInstances?: TargetInstances
  overrideAlarmConfiguration?: AlarmConfiguration
}

/** A bundle that the control plane fetched once for all hosts of a deployment. */
export interface FetchedBundle {
  /** Lower-case hex SHA-256: the name of the blob. */
  sha256: string
  /** Bytes. */
  size: number
  format: 'tar' | 'tgz' | 'zip'
}

/** Times are milliseconds since the epoch. */
export interface Deployment {
  /** `d-` and nine characters. */
  id: string
  account: string
  region: string
  applicationId: string
  applicationName: string
  groupId: string
  groupName: string
  status: DeploymentStatus
  creator: DeploymentCreator
  request: DeploymentRequest
  createdAt: number
  startedAt?: number
  completedAt?: number
  error?: DeploymentError
  rollback?: RollbackInfo
  /** Only once the deployment has ended. */
  overview?: DeploymentOverview
  bundle?: FetchedBundle
}

/** What a deployment run changes as it goes on. */
export interface DeploymentProgress {
  status: DeploymentStatus
  startedAt?: number
  completedAt?: number
  error?: DeploymentError
  overview?: DeploymentOverview
}

/** The deployments of one account and region. */
export class Deployments {
  readonly #plain: Database
  readonly #db
  readonly #scope

  constructor(db: Database, scope: Scope) {
    this.#plain = db
    this.#db = db.withTables<DeploymentTables>()
    this.#scope = { account: scope.account, region: scope.region }
  }

  async find(id: string): Promise<Deployment | undefined> {
    const row = await this.#select().selectAll().where('id', '=', id).executeTakeFirst()
    return row && fromRow(row)
  }

  /** Those that exist, in no order. */
  async findMany(ids: string[]): Promise<Deployment[]> {
    if (ids.length === 0) return []
    const rows = await this.#select().selectAll().where('id', 'in', ids).execute()
    return rows.map(fromRow)
  }

  /** The deployment of that group that has not ended. */
  async findActive(groupId: string): Promise<{ id: string } | undefined> {
    return this.#select().select('id').where('group_id', '=', groupId).where('active', '=', 1).executeTakeFirst()
  }

  /** Ids of an application's deployments that have not ended. */
  async listActive(applicationId: string): Promise<string[]> {
    const rows = await this.#select()
      .select('id')
      .where('application_id', '=', applicationId)
      .where('active', '=', 1)
      .execute()
    return rows.map(({ id }) => id)
  }

  /** Newest first. `from` and `to` limit the time of creation; either may be open. */
  async list(
    filter: { groupId?: string; statuses?: DeploymentStatus[]; from?: number; to?: number } = {},
  ): Promise<{ id: string; createdAt: number }[]> {
    let query = this.#select().select(['id', 'created_at'])
    if (filter.groupId !== undefined) query = query.where('group_id', '=', filter.groupId)
    if (filter.statuses && filter.statuses.length > 0) query = query.where('status', 'in', filter.statuses)
    if (filter.from !== undefined) query = query.where('created_at', '>=', filter.from)
    if (filter.to !== undefined) query = query.where('created_at', '<=', filter.to)
    const rows = await query.orderBy('created_at', 'desc').orderBy('id').execute()
    return rows.map((row) => ({ id: row.id, createdAt: Number(row.created_at) }))
  }

  /** Resolves to false, and changes nothing, when the group has a deployment that has not ended. */
  async create(deployment: Omit<Deployment, 'account' | 'region'>): Promise<boolean> {
    const result = await this.#db
      .insertInto('codedeploy_deployments')
      .values({
        ...this.#scope,
        id: deployment.id,
        application_id: deployment.applicationId,
        application_name: deployment.applicationName,
        group_id: deployment.groupId,
        group_name: deployment.groupName,
        status: deployment.status,
        active: 1,
        creator: deployment.creator,
        request: JSON.stringify(deployment.request),
        created_at: deployment.createdAt,
        rollback: json(deployment.rollback),
      })
      .onConflict((conflict) => conflict.column('group_id').where(sql<boolean>`active = 1`).doNothing())
      .executeTakeFirst()
    return Boolean(result.numInsertedOrUpdatedRows)
  }

  async recordProgress(id: string, progress: DeploymentProgress): Promise<void> {
    await this.#update(id)
      .set({
        status: progress.status,
        active: progress.completedAt === undefined ? 1 : 0,
        started_at: progress.startedAt ?? null,
        completed_at: progress.completedAt ?? null,
        error: json(progress.error),
        overview: json(progress.overview),
      })
      .execute()
  }

  /** Remembers the bundle, and keeps it from being swept away until it is released. */
  async recordBundle(id: string, bundle: FetchedBundle): Promise<void> {
    await holdBlob(this.#plain, blobOwner(id), bundle.sha256)
    await this.#update(id)
      .set({ bundle: JSON.stringify(bundle) })
      .execute()
  }

  /** No host will ask for the deployment's bundle again. */
  async releaseBundle(id: string): Promise<void> {
    await releaseBlob(this.#plain, blobOwner(id))
    await this.#update(id).set({ bundle: null }).execute()
  }

  async recordRollback(id: string, rollback: RollbackInfo): Promise<void> {
    await this.#update(id)
      .set({ rollback: JSON.stringify(rollback) })
      .execute()
  }

  /** History stays with an application or group that is renamed. */
  async renameApplication(applicationId: string, name: string): Promise<void> {
    await this.#db
      .updateTable('codedeploy_deployments')
      .set({ application_name: name })
      .where('application_id', '=', applicationId)
      .execute()
  }

  async renameGroup(groupId: string, name: string): Promise<void> {
    await this.#db
      .updateTable('codedeploy_deployments')
      .set({ group_name: name })
      .where('group_id', '=', groupId)
      .execute()
  }

  /** Forgets the deployments of an application and their targets. What still runs on a host finds its way to an end. */
  async deleteAll(applicationId: string): Promise<void> {
    const rows = await this.#select().select('id').where('application_id', '=', applicationId).execute()
    await deleteDeployments(
      this.#plain,
      rows.map(({ id }) => id),
    )
  }

  /** Forgets the deployments of a group that have ended, and their targets. */
  async deleteEnded(groupId: string): Promise<void> {
    const rows = await this.#select().select('id').where('group_id', '=', groupId).where('active', '=', 0).execute()
    await deleteDeployments(
      this.#plain,
      rows.map(({ id }) => id),
    )
  }

  #select() {
    return this.#db
      .selectFrom('codedeploy_deployments')
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
  }

  #update(id: string) {
    return this.#db
      .updateTable('codedeploy_deployments')
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where('id', '=', id)
  }
}

/** Ids in one statement. */
const CHUNK = 500

/** Forgets deployments, of whatever account and region, with their targets and bundles. */
export async function deleteDeployments(db: Database, ids: string[]): Promise<void> {
  const tables = db.withTables<DeploymentTables>()
  for (const id of ids) await releaseBlob(db, blobOwner(id))
  for (let from = 0; from < ids.length; from += CHUNK) {
    const some = ids.slice(from, from + CHUNK)
    await tables.deleteFrom('codedeploy_targets').where('deployment_id', 'in', some).execute()
    await tables.deleteFrom('codedeploy_deployments').where('id', 'in', some).execute()
  }
}

const blobOwner = (deploymentId: string) => `codedeploy/${deploymentId}`

function json(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value)
}

function fromRow(row: Selectable<DeploymentTables['codedeploy_deployments']>): Deployment {
  return {
    id: row.id,
    account: row.account,
    region: row.region,
    applicationId: row.application_id,
    applicationName: row.application_name,
    groupId: row.group_id,
    groupName: row.group_name,
    status: row.status,
    creator: row.creator,
    request: JSON.parse(row.request),
    createdAt: Number(row.created_at),
    startedAt: row.started_at === null ? undefined : Number(row.started_at),
    completedAt: row.completed_at === null ? undefined : Number(row.completed_at),
    error: row.error ? JSON.parse(row.error) : undefined,
    rollback: row.rollback ? JSON.parse(row.rollback) : undefined,
    overview: row.overview ? JSON.parse(row.overview) : undefined,
    bundle: row.bundle ? JSON.parse(row.bundle) : undefined,
  }
}
