import type {
  ExecutionMode,
  PipelineExecutionStatus,
  SourceRevisionType,
  TriggerType,
} from '@aws-sdk/client-codepipeline'
import type { Database } from '@towpath/storage'
import type { Selectable } from 'kysely'
import type { ExecutionTables } from './execution-tables.ts'
import type { CodePipelineTables, Scope } from './tables.ts'

/** What a source action has to take, instead of what is newest. */
export interface SourceRevision {
  actionName: string
  revisionType: SourceRevisionType
  revisionValue: string
}

/** Why an execution was started. */
export interface Trigger {
  type: TriggerType
  /** ARN of a caller, a webhook or an event rule, or JSON about what happened in a repository. */
  detail?: string
}

/** Times are milliseconds since the epoch. */
export interface ExecutionRecord {
  /** Lower-case UUID. */
  id: string
  account: string
  region: string
  pipelineId: string
  pipelineName: string
  /** Of the definition. */
  version: number
  /** Place in the order of starts of its pipeline, from 1. */
  number: number
  status: PipelineExecutionStatus
  mode: ExecutionMode
  trigger: Trigger
  /** What the variables of the pipeline stand for. */
  variables: Record<string, string>
  sourceRevisions: SourceRevision[]
  /** Of a rollback: the id of the execution gone back to. */
  rollbackOf?: string
  /** The stage in front of which it is, or was when it ended there. */
  inboundStage?: string
  stopReason?: string
  clientToken?: string
  startedAt: number
  updatedAt: number
}

/** Statuses of executions that have not ended. */
export const UNFINISHED: PipelineExecutionStatus[] = ['InProgress', 'Stopping']

/** The executions of the pipelines of one account and region. */
export class Executions {
  readonly #db
  readonly #scope

  constructor(db: Database, scope: Scope) {
    this.#db = db.withTables<ExecutionTables & CodePipelineTables>()
    this.#scope = { account: scope.account, region: scope.region }
  }

  async find(id: string): Promise<ExecutionRecord | undefined> {
    const row = await this.#select().selectAll().where('id', '=', id).executeTakeFirst()
    return row && fromRow(row)
  }

  /** The one that a request with that token has started. */
  async findByToken(pipelineId: string, clientToken: string): Promise<ExecutionRecord | undefined> {
    const row = await this.#select()
      .selectAll()
      .where('pipeline_id', '=', pipelineId)
      .where('client_token', '=', clientToken)
      .executeTakeFirst()
    return row && fromRow(row)
  }

  /** Up to `limit`, those with the highest numbers first; only those below the number `before`, where it is given. */
  async list(
    pipelineId: string,
    asked: { limit: number; before?: number; version?: number; succeededInStage?: string },
  ): Promise<ExecutionRecord[]> {
    let query = this.#select().selectAll().where('pipeline_id', '=', pipelineId)
    if (asked.before !== undefined) query = query.where('number', '<', asked.before)
    if (asked.version !== undefined) query = query.where('version', '=', asked.version)
    const { succeededInStage: stage } = asked
    if (stage !== undefined) {
      query = query.where('id', 'in', (from) =>
        from
          .selectFrom('codepipeline_stage_executions')
          .select('execution_id')
          .where('codepipeline_stage_executions.pipeline_id', '=', pipelineId)
          .where('stage', '=', stage)
          .where('codepipeline_stage_executions.status', '=', 'Succeeded'),
      )
    }
    const rows = await query.orderBy('number', 'desc').limit(asked.limit).execute()
    return rows.map(fromRow)
  }

  /** Those that have not ended, the oldest first. */
  async unfinished(pipelineId: string): Promise<ExecutionRecord[]> {
    const rows = await this.#select()
      .selectAll()
      .where('pipeline_id', '=', pipelineId)
      .where('status', 'in', UNFINISHED)
      .orderBy('number')
      .execute()
    return rows.map(fromRow)
  }

  async countUnfinished(pipelineId: string): Promise<number> {
    const { total } = await this.#select()
      .where('pipeline_id', '=', pipelineId)
      .where('status', 'in', UNFINISHED)
      .select((column) => column.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow()
    return Number(total)
  }

  /** Those in front of stages, the oldest first. {@link ExecutionRecord.inboundStage} says which. */
  async inbound(pipelineId: string): Promise<ExecutionRecord[]> {
    return (await this.unfinished(pipelineId)).filter(({ inboundStage }) => inboundStage !== undefined)
  }

  /** The next place in the order of starts. */
  async nextNumber(pipelineId: string): Promise<number> {
    const { executions_started: number } = await this.#db
      .updateTable('codepipeline_pipelines')
      .set((column) => ({ executions_started: column('executions_started', '+', 1) }))
      .where('id', '=', pipelineId)
      .returning('executions_started')
      .executeTakeFirstOrThrow()
    return Number(number)
  }

  async create(execution: ExecutionRecord): Promise<void> {
    await this.#db.insertInto('codepipeline_executions').values(toRow(execution)).execute()
  }

  /** Resolves to false, and changes nothing, when the pipeline was deleted, and its history with it. */
  async recordProgress(
    id: string,
    progress: Pick<ExecutionRecord, 'status' | 'inboundStage' | 'stopReason' | 'updatedAt'>,
  ): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('codepipeline_executions')
      .set({
        status: progress.status,
        inbound_stage: progress.inboundStage ?? null,
        stop_reason: progress.stopReason ?? null,
        updated_at: progress.updatedAt,
      })
      .where('id', '=', id)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }

  #select() {
    return this.#db
      .selectFrom('codepipeline_executions')
      .where('codepipeline_executions.account', '=', this.#scope.account)
      .where('codepipeline_executions.region', '=', this.#scope.region)
  }
}

type Row = ExecutionTables['codepipeline_executions']

function toRow(execution: ExecutionRecord): Row {
  return {
    id: execution.id,
    account: execution.account,
    region: execution.region,
    pipeline_id: execution.pipelineId,
    pipeline_name: execution.pipelineName,
    version: execution.version,
    number: execution.number,
    status: execution.status,
    mode: execution.mode,
    trigger_type: execution.trigger.type,
    trigger_detail: execution.trigger.detail ?? null,
    variables: JSON.stringify(execution.variables),
    source_revisions: JSON.stringify(execution.sourceRevisions),
    rollback_of: execution.rollbackOf ?? null,
    inbound_stage: execution.inboundStage ?? null,
    stop_reason: execution.stopReason ?? null,
    client_token: execution.clientToken ?? null,
    started_at: execution.startedAt,
    updated_at: execution.updatedAt,
  }
}

function fromRow(row: Selectable<Row>): ExecutionRecord {
  return {
    id: row.id,
    account: row.account,
    region: row.region,
    pipelineId: row.pipeline_id,
    pipelineName: row.pipeline_name,
    version: Number(row.version),
    number: Number(row.number),
    status: row.status as PipelineExecutionStatus,
    mode: row.mode as ExecutionMode,
    trigger: { type: row.trigger_type as TriggerType, detail: row.trigger_detail ?? undefined },
    variables: JSON.parse(row.variables),
    sourceRevisions: JSON.parse(row.source_revisions),
    rollbackOf: row.rollback_of ?? undefined,
    inboundStage: row.inbound_stage ?? undefined,
    stopReason: row.stop_reason ?? undefined,
    clientToken: row.client_token ?? undefined,
    startedAt: Number(row.started_at),
    updatedAt: Number(row.updated_at),
  }
}
