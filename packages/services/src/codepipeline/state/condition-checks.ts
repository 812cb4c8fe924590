import type { ConditionExecutionStatus } from '@aws-sdk/client-codepipeline'
import type { Database } from '@towpath/storage'
import type { Selectable } from 'kysely'
import type { Hook } from '../rules/execution/execution-state.ts'
import type { ExecutionTables } from './execution-tables.ts'

/** One look at a condition of a stage. Times are milliseconds since the epoch. */
export interface ConditionCheck {
  executionId: string
  pipelineId: string
  stage: string
  hook: Hook
  /** Counts the checks in one stage of one execution, whatever their hooks. */
  number: number
  status: ConditionExecutionStatus
  summary?: string
  startedAt: number
  updatedAt: number
}

/** What became of conditions. Pipelines and executions are told by their ids. */
export class ConditionChecks {
  readonly #db

  constructor(db: Database) {
    this.#db = db.withTables<ExecutionTables>()
  }

  /** Of each condition of a pipeline the check that was begun last, in whatever execution; in no order. */
  async latest(pipelineId: string): Promise<ConditionCheck[]> {
    const rows = await this.#db
      .selectFrom('codepipeline_latest_checks as latest')
      .innerJoin('codepipeline_condition_checks as check', (join) =>
        join
          .onRef('check.execution_id', '=', 'latest.execution_id')
          .onRef('check.stage', '=', 'latest.stage')
          .onRef('check.number', '=', 'latest.number'),
      )
      .selectAll('check')
      .where('latest.pipeline_id', '=', pipelineId)
      .execute()
    return rows.map(fromRow)
  }

  /** Makes it the latest one of its condition, too. */
  async create(check: ConditionCheck): Promise<void> {
    const { executionId, pipelineId, stage, hook, number } = check
    const place = { pipeline_id: pipelineId, stage, hook }
    const latest = { execution_id: executionId, number }
    await this.#db
      .insertInto('codepipeline_condition_checks')
      .values({
        ...place,
        ...latest,
        status: check.status,
        summary: check.summary ?? null,
        started_at: check.startedAt,
        updated_at: check.updatedAt,
      })
      .execute()
    await this.#db
      .insertInto('codepipeline_latest_checks')
      .values({ ...place, ...latest })
      .onConflict((conflict) => conflict.columns(['pipeline_id', 'stage', 'hook']).doUpdateSet(latest))
      .execute()
  }

  /** Changes nothing when the pipeline was deleted, and its history with it. */
  async recordProgress(
    { executionId, stage, number }: Pick<ConditionCheck, 'executionId' | 'stage' | 'number'>,
    progress: Pick<ConditionCheck, 'status' | 'summary' | 'updatedAt'>,
  ): Promise<void> {
    await this.#db
      .updateTable('codepipeline_condition_checks')
      .set({ status: progress.status, summary: progress.summary ?? null, updated_at: progress.updatedAt })
      .where('execution_id', '=', executionId)
      .where('stage', '=', stage)
      .where('number', '=', number)
      .execute()
  }
}

function fromRow(row: Selectable<ExecutionTables['codepipeline_condition_checks']>): ConditionCheck {
  return {
    executionId: row.execution_id,
    pipelineId: row.pipeline_id,
    stage: row.stage,
    hook: row.hook as Hook,
    number: Number(row.number),
    status: row.status as ConditionExecutionStatus,
    summary: row.summary ?? undefined,
    startedAt: Number(row.started_at),
    updatedAt: Number(row.updated_at),
  }
}
