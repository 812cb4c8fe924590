import type { SealingKey } from '@towpath/base'
import type { Database } from '@towpath/storage'
import type { Pipeline } from '../rules/pipeline.ts'
import type { Secrets } from '../rules/secrets.ts'
import { byText, type CodePipelineTables, type Scope } from './tables.ts'

/** A pipeline in one of its versions. */
export interface PipelineRecord {
  /** Lower-case UUID. Another one when a pipeline of the same name is made again. */
  id: string
  name: string
  /** Of this definition. */
  version: number
  /** With its secrets masked. */
  definition: Pipeline
  /** Milliseconds since the epoch. `updatedAt` is the time of the current version. */
  createdAt: number
  updatedAt: number
}

const PURPOSE = 'codepipeline.action-configuration'

/** The pipelines of one account and region, in all their versions. */
export class Pipelines {
  readonly #db
  readonly #scope
  readonly #sealing

  constructor(db: Database, scope: Scope, sealing: SealingKey) {
    this.#db = db.withTables<CodePipelineTables>()
    this.#scope = { account: scope.account, region: scope.region }
    this.#sealing = sealing
  }

  /** The current version. */
  async find(name: string): Promise<PipelineRecord | undefined> {
    const row = await this.#joined()
      .where('codepipeline_pipelines.name', '=', name)
      .whereRef('codepipeline_versions.version', '=', 'codepipeline_pipelines.version')
      .executeTakeFirst()
    return row && fromRow(row)
  }

  async findVersion(name: string, version: number): Promise<PipelineRecord | undefined> {
    const row = await this.#joined()
      .where('codepipeline_pipelines.name', '=', name)
      .where('codepipeline_versions.version', '=', version)
      .executeTakeFirst()
    return row && fromRow(row)
  }

  /** All in their current version, by name. */
  async list(): Promise<PipelineRecord[]> {
    const rows = await this.#joined()
      .whereRef('codepipeline_versions.version', '=', 'codepipeline_pipelines.version')
      .execute()
    return rows.map(fromRow).sort(byText((pipeline) => pipeline.name))
  }

  async count(): Promise<number> {
    const { total } = await this.#db
      .selectFrom('codepipeline_pipelines')
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .select((column) => column.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow()
    return Number(total)
  }

  /** The secrets of the current version, in clear. */
  async secrets({ id, version }: PipelineRecord): Promise<Secrets> {
    const row = await this.#db
      .selectFrom('codepipeline_versions')
      .select('secrets')
      .where('pipeline_id', '=', id)
      .where('version', '=', version)
      .executeTakeFirst()
    const opened = row?.secrets ? this.#sealing.open(row.secrets, PURPOSE) : '{}'
    if (opened === undefined) throw new Error(`The secrets of pipeline ${id} were sealed with another key`)
    return JSON.parse(opened)
  }

  /** Resolves to false, and changes nothing, when the name is taken. */
  async create(pipeline: PipelineRecord, secrets: Secrets): Promise<boolean> {
    const { numInsertedOrUpdatedRows: made } = await this.#db
      .insertInto('codepipeline_pipelines')
      .values({
        ...this.#scope,
        id: pipeline.id,
        name: pipeline.name,
        version: pipeline.version,
        created_at: pipeline.createdAt,
        updated_at: pipeline.updatedAt,
        executions_started: 0,
      })
      .onConflict((conflict) => conflict.columns(['account', 'region', 'name']).doNothing())
      .executeTakeFirst()
    if (!made) return false
    await this.#addVersion(pipeline, secrets)
    return true
  }

  /** Makes `pipeline` the current version. Resolves to false when the one before it is not current any more. */
  async update(pipeline: PipelineRecord, secrets: Secrets): Promise<boolean> {
    const { numUpdatedRows: updated } = await this.#db
      .updateTable('codepipeline_pipelines')
      .set({ version: pipeline.version, updated_at: pipeline.updatedAt })
      .where('id', '=', pipeline.id)
      .where('version', '=', pipeline.version - 1)
      .executeTakeFirst()
    if (!updated) return false
    await this.#addVersion(pipeline, secrets)
    return true
  }

  /** Forgets the pipeline, its versions, its tags and its transitions. */
  async delete(id: string): Promise<void> {
    await this.#db.deleteFrom('codepipeline_pipelines').where('id', '=', id).execute()
    await this.#db.deleteFrom('codepipeline_tags').where('resource_id', '=', id).execute()
    for (const table of ['codepipeline_versions', 'codepipeline_transitions'] as const) {
      await this.#db.deleteFrom(table).where('pipeline_id', '=', id).execute()
    }
  }

  async #addVersion({ id, version, definition, updatedAt }: PipelineRecord, secrets: Secrets): Promise<void> {
    const hasSecrets = Object.keys(secrets).length > 0
    await this.#db
      .insertInto('codepipeline_versions')
      .values({
        pipeline_id: id,
        version,
        definition: JSON.stringify(definition),
        secrets: hasSecrets ? this.#sealing.seal(JSON.stringify(secrets), PURPOSE) : null,
        created_at: updatedAt,
      })
      .execute()
  }

  #joined() {
    return this.#db
      .selectFrom('codepipeline_pipelines')
      .innerJoin('codepipeline_versions', 'codepipeline_versions.pipeline_id', 'codepipeline_pipelines.id')
      .where('codepipeline_pipelines.account', '=', this.#scope.account)
      .where('codepipeline_pipelines.region', '=', this.#scope.region)
      .select([
        'codepipeline_pipelines.id as id',
        'codepipeline_pipelines.name as name',
        'codepipeline_pipelines.created_at as created_at',
        'codepipeline_pipelines.updated_at as updated_at',
        'codepipeline_versions.version as version',
        'codepipeline_versions.definition as definition',
      ])
  }
}

function fromRow(row: {
  id: string
  name: string
  version: number
  definition: string
  created_at: number
  updated_at: number
}): PipelineRecord {
  return {
    id: row.id,
    name: row.name,
    version: Number(row.version),
    definition: JSON.parse(row.definition),
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at),
  }
}
