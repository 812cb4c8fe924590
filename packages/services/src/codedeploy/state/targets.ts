import type { DeploymentOverview } from '@aws-sdk/client-codedeploy'
import { type Database, prepared } from '@towpath/storage'
import { type Selectable, sql } from 'kysely'
import type { EventRecord, Target } from '../rules/target-lifecycle.ts'
import type { DeploymentTables } from './deployment-tables.ts'
import type { Scope } from './tables.ts'

/** A target as the API shows it. */
export interface TargetRecord {
  deploymentId: string
  /** Counted from 0 in the order in which targets are deployed. */
  position: number
  /** `i-…` or the name of an on-premises instance. */
  targetId: string
  targetArn: string
  /** What the host's agent calls itself. */
  hostIdentifier: string
  /** The zone it is counted in; empty where the deployment does not go by zone. */
  zone: string
  status: Target['status']
  events: EventRecord[]
  /** Milliseconds since the epoch. */
  updatedAt: number
}

/** Rows written by one statement; far below what any database takes. */
const CHUNK = 200

const SAVE = prepared(
  (
    db,
    status: Target['status'],
    events: string,
    updatedAt: number,
    commandEvent: number | null,
    offeredAt: number | null,
    running: number,
    deploymentId: string,
    position: number,
  ) =>
    db
      .withTables<DeploymentTables>()
      .updateTable('codedeploy_targets')
      .set({
        status,
        events,
        updated_at: updatedAt,
        command_event: commandEvent,
        command_offered_at: offeredAt,
        command_running: running,
      })
      .where('deployment_id', '=', deploymentId)
      .where('position', '=', position),
)

/** The commands that are out for a host, offered first first. */
const COMMANDS_FOR = prepared((db, hostIdentifier: string, account: string, region: string) =>
  db
    .withTables<DeploymentTables>()
    .selectFrom('codedeploy_targets')
    .selectAll()
    .where('host_identifier', '=', hostIdentifier)
    .where('account', '=', account)
    .where('region', '=', region)
    .where('command_event', 'is not', null)
    .orderBy('command_offered_at')
    .orderBy('deployment_id'),
)

/** The targets of deployments of one account and region. */
export class Targets {
  readonly #handle: Database
  readonly #db
  readonly #scope

  constructor(db: Database, scope: Scope) {
    this.#handle = db
    this.#db = db.withTables<DeploymentTables>()
    this.#scope = { account: scope.account, region: scope.region }
  }

  /** Remembers the targets of a deployment, each waiting for its turn. */
  async insertAll(targets: readonly TargetRecord[]): Promise<void> {
    for (let from = 0; from < targets.length; from += CHUNK) {
      const rows = targets.slice(from, from + CHUNK).map((target) => ({
        ...this.#scope,
        deployment_id: target.deploymentId,
        position: target.position,
        target_id: target.targetId,
        target_arn: target.targetArn,
        host_identifier: target.hostIdentifier,
        zone: target.zone,
        status: target.status,
        events: JSON.stringify(target.events),
        updated_at: target.updatedAt,
        command_running: 0,
      }))
      await this.#db.insertInto('codedeploy_targets').values(rows).execute()
    }
  }

  /** How many targets there are, by zone and in the order of deploying; empty before they are known. */
  async countByZone(deploymentId: string): Promise<{ name: string; total: number }[]> {
    const rows = await this.#of(deploymentId)
      .select((column) => ['zone', column.fn.countAll<number>().as('total'), column.fn.min('position').as('first')])
      .groupBy('zone')
      .orderBy('first')
      .execute()
    return rows.map((row) => ({ name: row.zone, total: Number(row.total) }))
  }

  async find(deploymentId: string, targetId: string): Promise<TargetRecord | undefined> {
    const row = await this.#of(deploymentId).selectAll().where('target_id', '=', targetId).executeTakeFirst()
    return row && fromRow(row)
  }

  /** Those of `targetIds` that exist, in no order. */
  async findMany(deploymentId: string, targetIds: string[]): Promise<TargetRecord[]> {
    if (targetIds.length === 0) return []
    const rows = await this.#of(deploymentId).selectAll().where('target_id', 'in', targetIds).execute()
    return rows.map(fromRow)
  }

  /** Ids in the order of deploying. */
  async list(
    deploymentId: string,
    statuses: readonly string[] = [],
  ): Promise<{ position: number; targetId: string }[]> {
    let query = this.#of(deploymentId).select(['position', 'target_id'])
    if (statuses.length > 0) query = query.where('status', 'in', statuses as Target['status'][])
    const rows = await query.orderBy('position').execute()
    return rows.map((row) => ({ position: row.position, targetId: row.target_id }))
  }

  /** How many targets are in which status; undefined before they are known. */
  async overview(deploymentId: string): Promise<DeploymentOverview | undefined> {
    const rows = await this.#of(deploymentId)
      .select((column) => ['status', column.fn.countAll<number>().as('total')])
      .groupBy('status')
      .execute()
    if (rows.length === 0) return undefined
    const overview = { Pending: 0, InProgress: 0, Succeeded: 0, Failed: 0, Skipped: 0, Ready: 0 }
    for (const { status, total } of rows) overview[status] = Number(total)
    return overview
  }

  /** Positions `from` up to, not including, `to`. */
  async range(deploymentId: string, from: number, to: number): Promise<TargetRecord[]> {
    const rows = await this.#of(deploymentId)
      .selectAll()
      .where('position', '>=', from)
      .where('position', '<', to)
      .orderBy('position')
      .execute()
    return rows.map(fromRow)
  }

  /** Writes what a target has come to. */
  async save(deploymentId: string, position: number, target: Target): Promise<void> {
    const { status, updatedAt, command } = target
    const { event = null, offeredAt = null } = command ?? {}
    const running = command?.acknowledged ? 1 : 0
    await SAVE(
      this.#handle,
      status,
      JSON.stringify(target.events),
      updatedAt,
      event,
      offeredAt,
      running,
      deploymentId,
      position,
    )
  }

  /** The deployment ended before the targets from that position on had their turn. */
  async skipFrom(deploymentId: string, position: number, events: EventRecord[], at: number): Promise<void> {
    await this.#db
      .updateTable('codedeploy_targets')
      .set({ status: 'Skipped', events: JSON.stringify(events), updated_at: at })
      .where('deployment_id', '=', deploymentId)
      .where('position', '>=', position)
      .execute()
  }

  /**
   * The command that a host shall run now: the one offered first, and none while it runs one (of whatever deployment).
   */
  async waitingFor(hostIdentifier: string): Promise<(TargetRecord & { event: number }) | undefined> {
    const { account, region } = this.#scope
    const { rows } = await COMMANDS_FOR(this.#handle, hostIdentifier, account, region)
    if (rows.some((row) => row.command_running === 1)) return undefined
    const [row] = rows
    return row && row.command_event !== null ? { ...fromRow(row), event: row.command_event } : undefined
  }

  /** Whether a deployment has a target on that host. */
  async includesHost(deploymentId: string, hostIdentifier: string): Promise<boolean> {
    const row = await this.#of(deploymentId)
      .select('position')
      .where('host_identifier', '=', hostIdentifier)
      .limit(1)
      .executeTakeFirst()
    return row !== undefined
  }

  #of(deploymentId: string) {
    return this.#db
      .selectFrom('codedeploy_targets')
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where('deployment_id', '=', deploymentId)
  }
}

/** All hosts, of whatever account and region, for which a command waits that nobody has acknowledged. */
export async function hostsWithWaitingCommands(
  db: Database,
): Promise<{ account: string; region: string; hostIdentifier: string }[]> {
  const rows = await db
    .withTables<DeploymentTables>()
    .selectFrom('codedeploy_targets')
    .select(['account', 'region', 'host_identifier'])
    .distinct()
    // Spelled out, so that the partial index on commands that are out serves it.
    .where(sql<boolean>`command_event is not null`)
    .where('command_running', '=', 0)
    .execute()
  return rows.map((row) => ({ account: row.account, region: row.region, hostIdentifier: row.host_identifier }))
}

function fromRow(row: Selectable<DeploymentTables['codedeploy_targets']>): TargetRecord {
  return {
    deploymentId: row.deployment_id,
    position: row.position,
    targetId: row.target_id,
    targetArn: row.target_arn,
    hostIdentifier: row.host_identifier,
    zone: row.zone,
    status: row.status,
    events: JSON.parse(row.events),
    updatedAt: Number(row.updated_at),
  }
}
