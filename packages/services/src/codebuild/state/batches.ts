import type { Database } from '@towpath/storage'
import type { Selectable } from 'kysely'
import type { BatchInput } from '../rules/batch-input.ts'
import type { BatchRecord } from '../rules/batch-record.ts'
import type { After, Listing } from './builds.ts'
import type { CodeBuildTables, Scope } from './tables.ts'

type Known = CodeBuildTables['codebuild_batches']

type BatchTables = {
  codebuild_batches: Known & {
    /** JSON: BatchInput. Null for batches from before they were run. */
    input: string | null
    /** JSON: BatchOutcome. */
    outcome: string | null
    attempt: number
  }
}

/** What a list of batches is narrowed to. */
export interface BatchQuery extends Listing {
  projectName?: string
  status?: string
}

/** The batches of one account and region. */
export class Batches {
  readonly #db
  readonly #scope

  constructor(db: Database, scope: Scope) {
    this.#db = db.withTables<BatchTables>()
    this.#scope = { account: scope.account, region: scope.region }
  }

  async find(id: string): Promise<BatchRecord | undefined> {
    const row = await this.#where().selectAll().where('id', '=', id).executeTakeFirst()
    return row && fromRow(row)
  }

  /** What a batch runs with. */
  async input(id: string): Promise<BatchInput | undefined> {
    const row = await this.#where().select('input').where('id', '=', id).executeTakeFirst()
    return row?.input ? JSON.parse(row.input) : undefined
  }

  /** Ids in order of their start, in lots that do not grow with the number of batches. */
  async list({ order, after, limit, projectName, status }: BatchQuery): Promise<After[]> {
    const [beyond, direction] = order === 'ASCENDING' ? (['>', 'asc'] as const) : (['<', 'desc'] as const)
    let query = this.#where().select(['started_at', 'id'])
    if (projectName !== undefined) query = query.where('project_name', '=', projectName)
    if (status !== undefined) query = query.where('status', '=', status)
    if (after) {
      query = query.where(({ or, and, eb }) =>
        or([eb('started_at', beyond, after.key), and([eb('started_at', '=', after.key), eb('id', beyond, after.id)])]),
      )
    }
    const rows = await query.orderBy('started_at', direction).orderBy('id', direction).limit(limit).execute()
    return rows.map((row) => ({ key: Number(row.started_at), id: row.id }))
  }

  async create(batch: BatchRecord, input: BatchInput): Promise<void> {
    const { id, projectName, number, startedAt } = batch
    const fixed = { project_name: projectName, number, started_at: startedAt }
    const settings = { settings: JSON.stringify(batch.settings), input: JSON.stringify(input) }
    await this.#db
      .insertInto('codebuild_batches')
      .values({ ...this.#scope, id, ...fixed, ...changing(batch), ...settings })
      .execute()
  }

  /** Keeps what changes while a batch runs. */
  async save(batch: Pick<BatchRecord, 'id'> & Changing): Promise<void> {
    await this.#db
      .updateTable('codebuild_batches')
      .set(changing(batch))
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where('id', '=', batch.id)
      .execute()
  }

  /** Resolves to whether there was one. Its builds stay. */
  async delete(id: string): Promise<boolean> {
    const gone = await this.#db
      .deleteFrom('codebuild_batches')
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where('id', '=', id)
      .executeTakeFirst()
    return Number(gone.numDeletedRows) > 0
  }

  #where() {
    return this.#db
      .selectFrom('codebuild_batches')
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
  }
}

type Changing = Pick<BatchRecord, 'status' | 'currentPhase' | 'phases' | 'groups' | 'endedAt' | 'attempt' | 'outcome'>

function changing({ status, currentPhase, phases, groups, endedAt, attempt, outcome }: Changing) {
  return {
    status,
    current_phase: currentPhase,
    phases: JSON.stringify(phases),
    groups: JSON.stringify(groups),
    ended_at: endedAt ?? null,
    attempt,
    outcome: JSON.stringify(outcome),
  }
}

function fromRow(row: Selectable<BatchTables['codebuild_batches']>): BatchRecord {
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
    attempt: row.attempt,
    outcome: JSON.parse(row.outcome ?? '{}'),
    startedAt: Number(row.started_at),
    endedAt: row.ended_at === null ? undefined : Number(row.ended_at),
  }
}
