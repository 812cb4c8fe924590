import type { Database } from '@towpath/storage'
import type { Selectable } from 'kysely'
import type { BuildInput } from '../rules/build-input.ts'
import type { BuildOutcome, BuildRecord } from '../rules/build-record.ts'
import type { CodeBuildTables, Scope } from './tables.ts'

/** Where a page of builds goes on: after this build, in the order of the page. */
export interface After {
  /** Time of the start, or number of the build. */
  key: number
  id: string
}

export interface Listing {
  order: 'ASCENDING' | 'DESCENDING'
  after?: After
  limit: number
}

/** Phases of builds that wait. */
const WAITING = ['SUBMITTED', 'QUEUED']

/** The builds of one account and region. */
export class Builds {
  readonly #db
  readonly #scope

  constructor(db: Database, scope: Scope) {
    this.#db = db.withTables<CodeBuildTables>()
    this.#scope = { account: scope.account, region: scope.region }
  }

  async find(id: string): Promise<BuildRecord | undefined> {
    const row = await this.#where().selectAll().where('id', '=', id).executeTakeFirst()
    return row && fromRow(row)
  }

  /** Ids in order of their start, in lots that do not grow with the number of builds. */
  async byStart({ order, after, limit }: Listing): Promise<After[]> {
    const [beyond, direction] = order === 'ASCENDING' ? (['>', 'asc'] as const) : (['<', 'desc'] as const)
    let query = this.#where().select(['started_at', 'id']).where('managed', '=', 0)
    if (after) {
      query = query.where(({ or, and, eb }) =>
        or([eb('started_at', beyond, after.key), and([eb('started_at', '=', after.key), eb('id', beyond, after.id)])]),
      )
    }
    const rows = await query.orderBy('started_at', direction).orderBy('id', direction).limit(limit).execute()
    return rows.map((row) => ({ key: Number(row.started_at), id: row.id }))
  }

  /** Ids of a project's builds in order of their numbers. */
  async ofProject(projectName: string, { order, after, limit }: Listing): Promise<After[]> {
    const [beyond, direction] = order === 'ASCENDING' ? (['>', 'asc'] as const) : (['<', 'desc'] as const)
    let query = this.#where().select(['number', 'id']).where('project_name', '=', projectName).where('managed', '=', 0)
    if (after) query = query.where('number', beyond, after.key)
    const rows = await query.orderBy('number', direction).limit(limit).execute()
    return rows.map((row) => ({ key: Number(row.number), id: row.id }))
  }

  /** What the build runs with; undefined for one that was never run here. */
  async input(id: string): Promise<BuildInput | undefined> {
    const row = await this.#where().select('input').where('id', '=', id).executeTakeFirst()
    return row?.input ? JSON.parse(row.input) : undefined
  }

  /** Builds that wait or run. */
  async countActive(): Promise<number> {
    const { total } = await this.#active()
      .select((column) => column.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow()
    return Number(total)
  }

  /** Builds that run, all or those of one project. */
  async countRunning(projectName?: string): Promise<number> {
    let query = this.#active().where('current_phase', 'not in', WAITING)
    if (projectName !== undefined) query = query.where('project_name', '=', projectName)
    const { total } = await query.select((column) => column.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
    return Number(total)
  }

  /** Builds that wait, those that wait longest first. */
  async queued(limit: number): Promise<{ id: string; projectName: string; input: BuildInput | undefined }[]> {
    const rows = await this.#active()
      .select(['id', 'project_name', 'input'])
      .where('current_phase', 'in', WAITING)
      .orderBy('started_at')
      .orderBy('id')
      .limit(limit)
      .execute()
    return rows.map((row) => ({
      id: row.id,
      projectName: row.project_name,
      input: row.input ? JSON.parse(row.input) : undefined,
    }))
  }

  async create(build: BuildRecord, input?: BuildInput): Promise<void> {
    const { id, projectName, number, batchId, startedAt } = build
    const fixed = { project_name: projectName, number, batch_id: batchId ?? null, started_at: startedAt }
    await this.#db
      .insertInto('codebuild_builds')
      .values({
        ...this.#scope,
        id,
        ...fixed,
        ...changing(build),
        settings: JSON.stringify(build.settings),
        input: input ? JSON.stringify(input) : null,
        managed: input?.managed ? 1 : 0,
      })
      .execute()
  }

  /** Keeps how far a build is. */
  async recordProgress(
    id: string,
    progress: Pick<BuildRecord, 'status' | 'currentPhase' | 'phases' | 'endedAt'>,
  ): Promise<void> {
    const { outcome, ...columns } = changing({ ...progress, outcome: {} })
    await this.#change(id, columns)
  }

  /** Keeps what shows while a build runs; members that are not given stay. Within a transaction. */
  async recordOutcome(id: string, change: BuildOutcome): Promise<void> {
    const build = await this.find(id)
    if (build) await this.#change(id, { outcome: JSON.stringify({ ...build.outcome, ...change }) })
  }

  /** Resolves to whether there was one. Its run must have ended. */
  async delete(id: string): Promise<boolean> {
    const result = await this.#db
      .deleteFrom('codebuild_builds')
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where('id', '=', id)
      .executeTakeFirst()
    return Number(result.numDeletedRows) > 0
  }

  async #change(id: string, columns: Partial<ReturnType<typeof changing>>): Promise<void> {
    await this.#db
      .updateTable('codebuild_builds')
      .set(columns)
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where('id', '=', id)
      .execute()
  }

  #active() {
    return this.#where().where('status', '=', 'IN_PROGRESS')
  }

  #where() {
    return this.#db
      .selectFrom('codebuild_builds')
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
  }
}

type Changing = Pick<BuildRecord, 'status' | 'currentPhase' | 'phases' | 'outcome' | 'endedAt'>

function changing({ status, currentPhase, phases, outcome, endedAt }: Changing) {
  return {
    status,
    current_phase: currentPhase,
    phases: JSON.stringify(phases),
    outcome: JSON.stringify(outcome),
    ended_at: endedAt ?? null,
  }
}

function fromRow(row: Selectable<CodeBuildTables['codebuild_builds']>): BuildRecord {
  return {
    id: row.id,
    projectName: row.project_name,
    number: Number(row.number),
    batchId: row.batch_id ?? undefined,
    // Only what `changing` wrote is ever there.
    status: row.status as BuildRecord['status'],
    currentPhase: row.current_phase as BuildRecord['currentPhase'],
    settings: JSON.parse(row.settings),
    phases: JSON.parse(row.phases),
    outcome: JSON.parse(row.outcome),
    startedAt: Number(row.started_at),
    endedAt: row.ended_at === null ? undefined : Number(row.ended_at),
  }
}
