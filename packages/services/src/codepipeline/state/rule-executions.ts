import type { RuleExecutionStatus, RuleTypeId } from '@aws-sdk/client-codepipeline'
import type { Database } from '@towpath/storage'
import type { Selectable } from 'kysely'
import type { ArtifactObject } from '../providers/provider.ts'
import type { ActionError, Hook } from '../rules/execution/execution-state.ts'
import type { HistoryPlace } from './action-executions.ts'
import type { ExecutionTables } from './execution-tables.ts'
import type { Scope } from './tables.ts'

/** What a rule was started with. */
export interface RuleInput {
  ruleTypeId?: RuleTypeId
  configuration: Record<string, string>
  /** With variables filled in; absent until they are. */
  resolvedConfiguration?: Record<string, string>
  roleArn?: string
  region?: string
  inputArtifacts: ArtifactObject[]
}

/** One rule in one check of a condition. Times are milliseconds since the epoch. */
export interface RuleExecution {
  /** Lower-case UUID. */
  id: string
  account: string
  region: string
  pipelineId: string
  executionId: string
  /** Of the definition. */
  version: number
  stage: string
  hook: Hook
  /** The number of the check that it belongs to. */
  check: number
  rule: string
  status: RuleExecutionStatus
  startedAt: number
  updatedAt: number
  /** ARN of who overrode the condition. */
  updatedBy?: string
  summary?: string
  externalExecutionId?: string
  externalExecutionUrl?: string
  error?: ActionError
  input: RuleInput
}

/** What changes as a rule goes on. What is absent stays as it is. */
export type RuleProgress = Partial<
  Pick<
    RuleExecution,
    'status' | 'updatedBy' | 'summary' | 'externalExecutionId' | 'externalExecutionUrl' | 'error' | 'input'
  >
> & { updatedAt: number }

/** The executions of rules of one account and region. */
export class RuleExecutions {
  readonly #db
  readonly #scope

  constructor(db: Database, scope: Scope) {
    this.#db = db.withTables<ExecutionTables>()
    this.#scope = { account: scope.account, region: scope.region }
  }

  /** Up to `limit` of a pipeline, those started last first; only those older than `before`, where it is given. */
  async list(
    pipelineId: string,
    asked: { limit: number; before?: HistoryPlace; executionId?: string },
  ): Promise<RuleExecution[]> {
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

  /** The rules of one check of a condition, in no order. */
  async ofCheck(executionId: string, stage: string, check: number): Promise<RuleExecution[]> {
    const rows = await this.#select()
      .selectAll()
      .where('execution_id', '=', executionId)
      .where('stage', '=', stage)
      .where('check_number', '=', check)
      .execute()
    return rows.map(fromRow)
  }

  /** Those in progress that wait for the thing of that id. It may be in another region than they are. */
  async waitingFor(externalExecutionId: string): Promise<RuleExecution[]> {
    const rows = await this.#db
      .selectFrom('codepipeline_rule_executions')
      .selectAll()
      .where('account', '=', this.#scope.account)
      .where('external_id', '=', externalExecutionId)
      .where('status', '=', 'InProgress')
      .execute()
    return rows.map(fromRow)
  }

  async create(rule: RuleExecution): Promise<void> {
    await this.#db
      .insertInto('codepipeline_rule_executions')
      .values({
        ...this.#scope,
        id: rule.id,
        pipeline_id: rule.pipelineId,
        execution_id: rule.executionId,
        version: rule.version,
        stage: rule.stage,
        hook: rule.hook,
        check_number: rule.check,
        rule: rule.rule,
        started_at: rule.startedAt,
        ...changes(rule),
        status: rule.status,
        input: JSON.stringify(rule.input),
      })
      .execute()
  }

  /** Changes nothing when the pipeline was deleted, and its history with it. */
  async recordProgress(id: string, progress: RuleProgress): Promise<void> {
    await this.#db.updateTable('codepipeline_rule_executions').set(changes(progress)).where('id', '=', id).execute()
  }

  #select() {
    return this.#db
      .selectFrom('codepipeline_rule_executions')
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
  }
}

/** Kysely passes over columns that are undefined. */
function changes(progress: RuleProgress) {
  return {
    status: progress.status,
    updated_at: progress.updatedAt,
    updated_by: progress.updatedBy,
    summary: progress.summary,
    external_id: progress.externalExecutionId,
    external_url: progress.externalExecutionUrl,
    error: progress.error && JSON.stringify(progress.error),
    input: progress.input && JSON.stringify(progress.input),
  }
}

function fromRow(row: Selectable<ExecutionTables['codepipeline_rule_executions']>): RuleExecution {
  return {
    id: row.id,
    account: row.account,
    region: row.region,
    pipelineId: row.pipeline_id,
    executionId: row.execution_id,
    version: Number(row.version),
    stage: row.stage,
    hook: row.hook as Hook,
    check: Number(row.check_number),
    rule: row.rule,
    status: row.status as RuleExecutionStatus,
    startedAt: Number(row.started_at),
    updatedAt: Number(row.updated_at),
    updatedBy: row.updated_by ?? undefined,
    summary: row.summary ?? undefined,
    externalExecutionId: row.external_id ?? undefined,
    externalExecutionUrl: row.external_url ?? undefined,
    error: row.error === null ? undefined : JSON.parse(row.error),
    input: JSON.parse(row.input),
  }
}
