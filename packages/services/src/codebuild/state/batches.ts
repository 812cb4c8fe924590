import type { Database } from '@towpath/storage'
import type { Selectable } from 'kysely'
import type { BatchRecord } from '../rules/batch-record.ts'
import type { CodeBuildTables, Scope } from './tables.ts'

/** The batches of one account and region. */
export class Batches {
  readonly #db
  readonly #scope

  constructor(db: Database, scope: Scope) {
    this.#db = db.withTables<CodeBuildTables>()
    this.#scope = { account: scope.account, region: scope.region }
  }

  async find(id: string): Promise<BatchRecord | undefined> {
    const row = await this.#db
      .selectFrom('codebuild_batches')
      .selectAll()
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where('id', '=', id)
      .executeTakeFirst()
    return row && fromRow(row)
  }

  async create(batch: BatchRecord): Promise<void> {
    const { id, projectName, number, startedAt } = batch
    const fixed = { project_name: projectName, number, started_at: startedAt }
    await this.#db
      .insertInto('codebuild_batches')
      .values({ ...this.#scope, id, ...fixed, ...changing(batch), settings: JSON.stringify(batch.settings) })
      .execute()
  }

  /** Keeps what changes while a batch runs. */
  async save(batch: BatchRecord): Promise<void> {
    await this.#db
      .updateTable('codebuild_batches')
      .set(changing(batch))
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where('id', '=', batch.id)
      .execute()
  }
}

function changing({ status, currentPhase, phases, groups, endedAt }: BatchRecord) {
  return {
    status,
    current_phase: currentPhase,
    phases: JSON.stringify(phases),
    groups: JSON.stringify(groups),
    ended_at: endedAt ?? null,
  }
}

function fromRow(row: Selectable<CodeBuildTables['codebuild_batches']>): BatchRecord {
  return {
    id: row.id,
    projectName: row.project_name,
    number: Number(row.number),
    // Only what `changing` wrote is ever there.
    status: row.status as BatchRecord['status'],
    currentPhase: row.current_phase as BatchRecord['currentPhase'],
    settings: JSON.parse(row.settings),
    phases: JSON.parse(row.phases),
    groups: JSON.parse(row.groups),
    startedAt: Number(row.started_at),
    endedAt: row.ended_at === null ? undefined : Number(row.ended_at),
  }
}
