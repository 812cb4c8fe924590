import type { ReportExportConfig, ReportType, Tag } from '@aws-sdk/client-codebuild'
import type { Database } from '@towpath/storage'
import type { Selectable } from 'kysely'
import type { CodeBuildTables, Scope } from './tables.ts'

export interface ReportGroupSettings {
  exportConfig: ReportExportConfig
  tags: Tag[]
}

export interface StoredReportGroup {
  name: string
  /** Never changes. */
  type: ReportType
  settings: ReportGroupSettings
  /** Milliseconds since the epoch. */
  createdAt: number
  modifiedAt: number
}

/** The report groups of one account and region. */
export class ReportGroups {
  readonly #db
  readonly #scope

  constructor(db: Database, scope: Scope) {
    this.#db = db.withTables<CodeBuildTables>()
    this.#scope = { account: scope.account, region: scope.region }
  }

  async find(name: string): Promise<StoredReportGroup | undefined> {
    const row = await this.#where().selectAll().where('name', '=', name).executeTakeFirst()
    return row && fromRow(row)
  }

  /** All, without an order. */
  async list(): Promise<Pick<StoredReportGroup, 'name' | 'createdAt' | 'modifiedAt'>[]> {
    const rows = await this.#where().select(['name', 'created_at', 'modified_at']).execute()
    return rows.map((row) => ({
      name: row.name,
      createdAt: Number(row.created_at),
      modifiedAt: Number(row.modified_at),
    }))
  }

  /** Resolves to false, and changes nothing, when the name is taken. */
  async create({ name, type, settings, createdAt, modifiedAt }: StoredReportGroup): Promise<boolean> {
    const columns = { type, settings: JSON.stringify(settings), created_at: createdAt, modified_at: modifiedAt }
    const result = await this.#db
      .insertInto('codebuild_report_groups')
      .values({ ...this.#scope, name, ...columns })
      .onConflict((conflict) => conflict.columns(['account', 'region', 'name']).doNothing())
      .executeTakeFirst()
    return Boolean(result.numInsertedOrUpdatedRows)
  }

  async update({ name, settings, modifiedAt }: StoredReportGroup): Promise<void> {
    await this.#db
      .updateTable('codebuild_report_groups')
      .set({ settings: JSON.stringify(settings), modified_at: modifiedAt })
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where('name', '=', name)
      .execute()
  }

  async delete(name: string): Promise<void> {
    await this.#db
      .deleteFrom('codebuild_report_groups')
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where('name', '=', name)
      .execute()
  }

  #where() {
    return this.#db
      .selectFrom('codebuild_report_groups')
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
  }
}

function fromRow(row: Selectable<CodeBuildTables['codebuild_report_groups']>): StoredReportGroup {
  return {
    name: row.name,
    type: row.type as ReportType,
    settings: JSON.parse(row.settings),
    createdAt: Number(row.created_at),
    modifiedAt: Number(row.modified_at),
  }
}
