import type { Database } from '@towpath/storage'
import type { FileCoverage, TestCase } from '../reports/report.ts'
import type { Scope } from './tables.ts'

/** A test, and the file that told of it. */
export type StoredTestCase = TestCase & { rawDataPath: string }

/** One item each, in JSON. */
type Details = { account: string; region: string; report_id: string; position: number; details: string }

type ReportTables = { codebuild_test_cases: Details; codebuild_coverages: Details }

/** Rows in one statement: databases take some thousand values at once. */
const ROWS = 200

type Table = keyof ReportTables

/** What the reports of one account and region hold besides their summaries. */
export class ReportDetails {
  readonly #db
  readonly #scope

  constructor(db: Database, scope: Scope) {
    this.#db = db.withTables<ReportTables>()
    this.#scope = { account: scope.account, region: scope.region }
  }

  /** In place of what is there. */
  async putTestCases(reportId: string, cases: readonly StoredTestCase[]): Promise<void> {
    await this.#put('codebuild_test_cases', reportId, cases)
  }

  /** In place of what is there. */
  async putCoverages(reportId: string, files: readonly FileCoverage[]): Promise<void> {
    await this.#put('codebuild_coverages', reportId, files)
  }

  /** In the order in which they were put. */
  testCases(reportId: string): Promise<StoredTestCase[]> {
    return this.#read('codebuild_test_cases', reportId)
  }

  /** In the order in which they were put. */
  coverages(reportId: string): Promise<FileCoverage[]> {
    return this.#read('codebuild_coverages', reportId)
  }

  async delete(reportId: string): Promise<void> {
    for (const table of ['codebuild_test_cases', 'codebuild_coverages'] as const) await this.#clear(table, reportId)
  }

  async #put(table: Table, reportId: string, all: readonly object[]): Promise<void> {
    await this.#clear(table, reportId)
    for (let from = 0; from < all.length; from += ROWS) {
      const rows = all.slice(from, from + ROWS).map((each, index) => ({
        ...this.#scope,
        report_id: reportId,
        position: from + index,
        details: JSON.stringify(each),
      }))
      await this.#db.insertInto(table).values(rows).execute()
    }
  }

  async #clear(table: Table, reportId: string): Promise<void> {
    await this.#db
      .deleteFrom(table)
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where('report_id', '=', reportId)
      .execute()
  }

  /** Only what `#put` wrote is ever there. */
  async #read<T>(table: Table, reportId: string): Promise<T[]> {
    const rows = await this.#db
      .selectFrom(table)
      .select('details')
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where('report_id', '=', reportId)
      .orderBy('position')
      .execute()
    return rows.map(({ details }) => JSON.parse(details))
  }
}
