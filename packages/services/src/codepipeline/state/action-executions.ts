import type { ActionExecutionStatus, ActionTypeId } from '@aws-sdk/client-codepipeline'
import type { Database } from '@towpath/storage'
import type { Selectable } from 'kysely'
import type { ArtifactObject } from '../providers/provider.ts'
import type { ActionError } from '../rules/execution/execution-state.ts'
import type { Revision } from './artifacts.ts'
import type { ExecutionTables } from './execution-tables.ts'
import type { Scope } from './tables.ts'

/** What an action was started with, secrets masked. */
export interface ActionInput {
  actionTypeId: ActionTypeId
  configuration: Record<string, string>
  /** With variables filled in; absent until they are. */
  resolvedConfiguration?: Record<string, string>
  roleArn?: string
  region?: string
  namespace?: string
  inputArtifacts: ArtifactObject[]
}

export interface ActionOutput {
  outputArtifacts: ArtifactObject[]
  /** Only once it has succeeded. */
  outputVariables?: Record<string, string>
  /** Of a source action that has succeeded. */
  revision?: Revision
}

/** One attempt at an action. Times are milliseconds since the epoch. */
export interface ActionExecution {
  /** Lower-case UUID. */
  id: string
  account: string
  region: string
  pipelineId: string
  executionId: string
  /** Of the definition. */
  version: number
  stage: string
  action: string
  /** 1 the first time in its execution. */
  attempt: number
  status: ActionExecutionStatus
  startedAt: number
  updatedAt: number
  /** ARN of who answered an approval. */
  updatedBy?: string
  /** What a pending approval is answered with; kept after the answer. */
  token?: string
  summary?: string
  externalExecutionId?: string
  externalExecutionUrl?: string
  percentComplete?: number
  error?: ActionError
  input: ActionInput
  output: ActionOutput
}

/** What changes as an action goes on. What is absent stays as it is. */
export type ActionProgress = Partial<Omit<ActionExecution, keyof Scope | 'id' | 'pipelineId' | 'executionId'>> & {
  updatedAt: number
}

/** A place in the history of a pipeline. */
export interface HistoryPlace {
  startedAt: number
  id: string
}

/** The executions of actions of one account and region. */
export class ActionExecutions {
  readonly #db
  readonly #scope

  constructor(db: Database, scope: Scope) {
    this.#db = db.withTables<ExecutionTables>()
    this.#scope = { account: scope.account, region: scope.region }
  }

  async find(id: string): Promise<ActionExecution | undefined> {
    const row = await this.#select().selectAll().where('id', '=', id).executeTakeFirst()
    return row && fromRow(row)
  }

  /** Up to `limit` of a pipeline, those started last first; only those older than `before`, where it is given. */
  async list(
    pipelineId: string,
    asked: { limit: number; before?: HistoryPlace; executionId?: string },
  ): Promise<ActionExecution[]> {
    const { before, executionId } = asked
    let query = this.#select().selectAll().where('pipeline_id', '=', pipelineId)
    if (executionId !== undefined) query = query.where('execution_id', '=', executionId)
    if (before) {
      query = query.where(({ or, and, eb }) =>
        or([
          eb('started_at', '<', before.startedAt),
          and([eb('started_at', '=', before.startedAt), eb('id', '<', before.id)]),
        ]),
      )
    }
    const rows = await query.orderBy('started_at', 'desc').orderBy('id', 'desc').limit(asked.limit).execute()
    return rows.map(fromRow)
  }

  /** All attempts of one execution, the oldest first. */
  async ofExecution(executionId: string): Promise<ActionExecution[]> {
    const rows = await this.#select()
      .selectAll()
      .where('execution_id', '=', executionId)
      .orderBy('started_at')
      .orderBy('attempt')
      .execute()
    return rows.map(fromRow)
  }

  /** Of each action of a pipeline what was started last, in whatever execution; in no order. */
  async latest(pipelineId: string): Promise<ActionExecution[]> {
    const rows = await this.#db
      .selectFrom('codepipeline_latest_actions as latest')
      .innerJoin('codepipeline_action_executions as execution', 'execution.id', 'latest.action_execution_id')
      .selectAll('execution')
      .where('latest.pipeline_id', '=', pipelineId)
      .execute()
    return rows.map(fromRow)
  }

  /** Those in progress that wait for the thing of that id. It may be in another region than they are. */
  async waitingFor(externalExecutionId: string): Promise<ActionExecution[]> {
    const rows = await this.#db
      .selectFrom('codepipeline_action_executions')
      .selectAll()
      .where('account', '=', this.#scope.account)
      .where('external_id', '=', externalExecutionId)
      .where('status', '=', 'InProgress')
      .execute()
    return rows.map(fromRow)
  }

  /** The approval that is answered with that token. */
  async findApproval(
    place: { pipelineId: string; stage: string; action: string },
    token: string,
  ): Promise<ActionExecution | undefined> {
    const row = await this.#select()
      .selectAll()
      .where('token', '=', token)
      .where('pipeline_id', '=', place.pipelineId)
      .where('stage', '=', place.stage)
      .where('action', '=', place.action)
      .executeTakeFirst()
    return row && fromRow(row)
  }

  /** Makes it the latest one of its action, too. */
  async create(execution: ActionExecution): Promise<void> {
    const { id, pipelineId, executionId, version, stage, action, attempt } = execution
    await this.#db
      .insertInto('codepipeline_action_executions')
      .values({
        ...this.#scope,
        id,
        pipeline_id: pipelineId,
        execution_id: executionId,
        version,
        stage,
        action,
        attempt,
        started_at: execution.startedAt,
        ...changes(execution),
        status: execution.status,
        updated_at: execution.updatedAt,
        input: JSON.stringify(execution.input),
        output: JSON.stringify(execution.output),
      })
      .execute()
    const latest = { action_execution_id: id }
    await this.#db
      .insertInto('codepipeline_latest_actions')
      .values({ pipeline_id: pipelineId, stage, action, ...latest })
      .onConflict((conflict) => conflict.columns(['pipeline_id', 'stage', 'action']).doUpdateSet(latest))
      .execute()
  }

  /** Resolves to false, and changes nothing, when the pipeline was deleted, and its history with it. */
  async recordProgress(id: string, progress: ActionProgress): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('codepipeline_action_executions')
      .set(changes(progress))
      .where('id', '=', id)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }

  #select() {
    return this.#db
      .selectFrom('codepipeline_action_executions')
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
  }
}

/** Kysely passes over columns that are undefined. */
function changes(progress: ActionProgress) {
  const json = (value: object | undefined) => value && JSON.stringify(value)
  return {
    status: progress.status,
    updated_at: progress.updatedAt,
    updated_by: progress.updatedBy,
    token: progress.token,
    summary: progress.summary,
    external_id: progress.externalExecutionId,
    external_url: progress.externalExecutionUrl,
    percent_complete: progress.percentComplete,
    error: json(progress.error),
    input: json(progress.input),
    output: json(progress.output),
  }
}

function fromRow(row: Selectable<ExecutionTables['codepipeline_action_executions']>): ActionExecution {
  return {
    id: row.id,
    account: row.account,
    region: row.region,
    pipelineId: row.pipeline_id,
    executionId: row.execution_id,
    version: Number(row.version),
    stage: row.stage,
    action: row.action,
    attempt: Number(row.attempt),
    status: row.status as ActionExecutionStatus,
    startedAt: Number(row.started_at),
    updatedAt: Number(row.updated_at),
    updatedBy: row.updated_by ?? undefined,
    token: row.token ?? undefined,
    summary: row.summary ?? undefined,
    externalExecutionId: row.external_id ?? undefined,
    externalExecutionUrl: row.external_url ?? undefined,
    percentComplete: row.percent_complete === null ? undefined : Number(row.percent_complete),
    error: row.error === null ? undefined : JSON.parse(row.error),
    input: JSON.parse(row.input),
    output: JSON.parse(row.output),
  }
}
