import type {
  CodeCoverageReportSummary,
  ReportExportConfig,
  ReportStatusType,
  ReportType,
  TestReportSummary,
} from '@aws-sdk/client-codebuild'
import type { Database } from '@towpath/storage'
import type { Selectable } from 'kysely'
import type { After, Listing } from './builds.ts'
import { ReportDetails } from './report-details.ts'
import type { CodeBuildTables, Scope } from './tables.ts'

export interface StoredReport {
  /** `<group>:<uuid>`. */
  id: string
  groupName: string
  status: ReportStatusType
  details: {
    name: string
    type: ReportType
    /** ARN of the build. */
    executionId: string
    truncated: boolean
    /** As the group had it when the report was made. */
    exportConfig: ReportExportConfig
    testSummary?: TestReportSummary
    codeCoverageSummary?: CodeCoverageReportSummary
  }
  /** Milliseconds since the epoch. */
  createdAt: number
  expiresAt: number
}

/** What a list of reports is narrowed to. */
export interface ReportQuery extends Listing {
  groupName?: string
  status?: ReportStatusType
}

/** The reports of one account and region. */
export class Reports {
  readonly #db
  readonly #scope
  readonly #details

  constructor(db: Database, scope: Scope) {
    this.#db = db.withTables<CodeBuildTables>()
    this.#scope = { account: scope.account, region: scope.region }
    this.#details = new ReportDetails(db, scope)
  }

  async find(id: string): Promise<StoredReport | undefined> {
    const row = await this.#select().selectAll().where('id', '=', id).executeTakeFirst()
    return row && fromRow(row)
  }

  /** Ids in order of their creation. */
  async list({ order, after, limit, groupName, status }: ReportQuery): Promise<After[]> {
    const [beyond, direction] = order === 'ASCENDING' ? (['>', 'asc'] as const) : (['<', 'desc'] as const)
    let query = this.#select().select(['created_at', 'id'])
    if (groupName !== undefined) query = query.where('group_name', '=', groupName)
    if (status !== undefined) query = query.where('status', '=', status)
    if (after) {
      query = query.where(({ or, and, eb }) =>
        or([eb('created_at', beyond, after.key), and([eb('created_at', '=', after.key), eb('id', beyond, after.id)])]),
      )
    }
    const rows = await query.orderBy('created_at', direction).orderBy('id', direction).limit(limit).execute()
    return rows.map((row) => ({ key: Number(row.created_at), id: row.id }))
  }

  /** The newest of a group, newest first. */
  async newestOf(groupName: string, limit: number): Promise<StoredReport[]> {
    const rows = await this.#select()
      .selectAll()
      .where('group_name', '=', groupName)
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute()
    return rows.map(fromRow)
  }

  /** Keeps a report, in place of one of the same id. */
  async put({ id, groupName, status, details, createdAt, expiresAt }: StoredReport): Promise<void> {
    const changing = { status, details: JSON.stringify(details) }
    await this.#db
      .insertInto('codebuild_reports')
      .values({
        ...this.#scope,
        id,
        group_name: groupName,
        ...changing,
        created_at: createdAt,
        expires_at: expiresAt,
      })
      .onConflict((conflict) => conflict.columns(['account', 'region', 'id']).doUpdateSet(changing))
      .execute()
  }

  async anyOf(groupName: string): Promise<boolean> {
    const row = await this.#select().select('id').where('group_name', '=', groupName).limit(1).executeTakeFirst()
    return row !== undefined
  }

  /** With all that it holds. */
  async delete(id: string): Promise<void> {
    await this.#details.delete(id)
    await this.#db
      .deleteFrom('codebuild_reports')
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where('id', '=', id)
      .execute()
  }

  async deleteOf(groupName: string): Promise<void> {
    const rows = await this.#select().select('id').where('group_name', '=', groupName).execute()
    for (const { id } of rows) await this.delete(id)
  }

  #select() {
    return this.#db
      .selectFrom('codebuild_reports')
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
  }
}

/** Deletes up to `limit` reports, of any account, whose time is over at `now`; resolves to how many. */
export async function deleteExpiredReports(db: Database, now: number, limit: number): Promise<number> {
  const rows = await db
    .withTables<CodeBuildTables>()
    .selectFrom('codebuild_reports')
    .select(['account', 'region', 'id'])
    .where('expires_at', '<=', now)
    .limit(limit)
    .execute()
  for (const { id, ...scope } of rows) await new Reports(db, scope).delete(id)
  return rows.length
}

function fromRow(row: Selectable<CodeBuildTables['codebuild_reports']>): StoredReport {
  return {
    id: row.id,
    groupName: row.group_name,
    // Only what `put` wrote is ever there.
    status: row.status as ReportStatusType,
    details: JSON.parse(row.details),
    createdAt: Number(row.created_at),
    expiresAt: Number(row.expires_at),
  }
}
