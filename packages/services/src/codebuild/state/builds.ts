import type { Database } from '@towpath/storage'
import type { Selectable } from 'kysely'
import type { BuildRecord } from '../rules/build-record.ts'
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
    let query = this.#where().select(['started_at', 'id'])
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
    let query = this.#where().select(['number', 'id']).where('project_name', '=', projectName)
    if (after) query = query.where('number', beyond, after.key)
    const rows = await query.orderBy('number', direction).limit(limit).execute()
    return rows.map((row) => ({ key: Number(row.number), id: row.id }))
  }

  async create(build: BuildRecord): Promise<void> {
    const { id, projectName, number, batchId, startedAt } = build
    const fixed = { project_name: projectName, number, batch_id: batchId ?? null, started_at: startedAt }
    await this.#db
      .insertInto('codebuild_builds')
      .values({ ...this.#scope, id, ...fixed, ...changing(build), settings: JSON.stringify(build.settings) })
      .execute()
  }

  /** Keeps what changes while a build runs. */
  async save(build: BuildRecord): Promise<void> {
    await this.#db
      .updateTable('codebuild_builds')
      .set(changing(build))
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where('id', '=', build.id)
      .execute()
  }

  #where() {
    return this.#db
      .selectFrom('codebuild_builds')
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
  }
}

function changing({ status, currentPhase, phases, outcome, endedAt }: BuildRecord) {
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
