import type { CodeCoverageReportSummary, ReportStatusType, TestReportSummary } from '@aws-sdk/client-codebuild'
import type { Database } from '@towpath/storage'
import type { CodeBuildTables, Scope } from './tables.ts'

export interface StoredReport {
  /** `<group>:<uuid>`. */
  id: string
  groupName: string
  status: ReportStatusType
  details: {
    name: string
    /** ARN of the build. */
    executionId: string
    truncated: boolean
    testSummary?: TestReportSummary
    codeCoverageSummary?: CodeCoverageReportSummary
  }
  /** Milliseconds since the epoch. */
  createdAt: number
  expiresAt: number
}

/** The reports of one account and region. */
export class Reports {
  readonly #db
  readonly #scope

  constructor(db: Database, scope: Scope) {
    this.#db = db.withTables<CodeBuildTables>()
    this.#scope = { account: scope.account, region: scope.region }
  }

  async create({ id, groupName, status, details, createdAt, expiresAt }: StoredReport): Promise<void> {
    const columns = { group_name: groupName, status, created_at: createdAt, expires_at: expiresAt }
    await this.#db
      .insertInto('codebuild_reports')
      .values({ ...this.#scope, id, ...columns, details: JSON.stringify(details) })
      .execute()
  }

  async anyOf(groupName: string): Promise<boolean> {
    const row = await this.#db
      .selectFrom('codebuild_reports')
      .select('id')
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where('group_name', '=', groupName)
      .limit(1)
      .executeTakeFirst()
    return row !== undefined
  }

  async deleteOf(groupName: string): Promise<void> {
    await this.#db
      .deleteFrom('codebuild_reports')
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where('group_name', '=', groupName)
      .execute()
  }
}
