import type { StageExecutionStatus } from '@aws-sdk/client-codepipeline'
import type { Database } from '@towpath/storage'
import type { Selectable } from 'kysely'
import type { ExecutionTables } from './execution-tables.ts'

/** What became of one stage in one execution that entered it. */
export interface StageExecution {
  executionId: string
  pipelineId: string
  stage: string
  status: StageExecutionStatus
  retries: { automatic: number; manual: number }
  /** The last time that it was entered, or returned to. Milliseconds since the epoch. */
  enteredAt: number
}

/** What became of stages. Pipelines and executions are told by their ids. */
export class StageExecutions {
  readonly #db

  constructor(db: Database) {
    this.#db = db.withTables<ExecutionTables>()
  }

  async find(executionId: string, stage: string): Promise<StageExecution | undefined> {
    const row = await this.#db
      .selectFrom('codepipeline_stage_executions')
      .selectAll()
      .where('execution_id', '=', executionId)
      .where('stage', '=', stage)
      .executeTakeFirst()
    return row && fromRow(row)
  }

  /** Of each stage what the execution that entered it last has made of it, in no order. */
  async latest(pipelineId: string): Promise<StageExecution[]> {
    const rows = await this.#db
      .selectFrom('codepipeline_latest_stages as latest')
      .innerJoin('codepipeline_stage_executions as execution', (join) =>
        join.onRef('execution.execution_id', '=', 'latest.execution_id').onRef('execution.stage', '=', 'latest.stage'),
      )
      .selectAll('execution')
      .where('latest.pipeline_id', '=', pipelineId)
      .execute()
    return rows.map(fromRow)
  }

  /** The newest execution that has succeeded in the stage and was no rollback, other than `otherThan`. */
  async lastSuccess(
    pipelineId: string,
    stage: string,
    asked: { version: number; otherThan: string },
  ): Promise<string | undefined> {
    const row = await this.#db
      .selectFrom('codepipeline_stage_executions as stage_execution')
      .innerJoin('codepipeline_executions as execution', 'execution.id', 'stage_execution.execution_id')
      .select('execution.id')
      .where('stage_execution.pipeline_id', '=', pipelineId)
      .where('stage_execution.stage', '=', stage)
      .where('stage_execution.status', '=', 'Succeeded')
      .where('execution.version', '=', asked.version)
      .where('execution.rollback_of', 'is', null)
      .where('execution.id', '!=', asked.otherThan)
      .orderBy('execution.number', 'desc')
      .limit(1)
      .executeTakeFirst()
    return row?.id
  }

  /** Its execution has entered the stage, or returned to it: it is the last one that did. */
  async enter(stage: StageExecution): Promise<void> {
    const progress = {
      status: stage.status,
      automatic_retries: stage.retries.automatic,
      manual_retries: stage.retries.manual,
      entered_at: stage.enteredAt,
    }
    const key = { pipeline_id: stage.pipelineId, stage: stage.stage, execution_id: stage.executionId }
    await this.#db
      .insertInto('codepipeline_stage_executions')
      .values({ ...key, ...progress })
      .onConflict((conflict) => conflict.columns(['execution_id', 'stage']).doUpdateSet(progress))
      .execute()
    await this.#db
      .insertInto('codepipeline_latest_stages')
      .values(key)
      .onConflict((conflict) =>
        conflict.columns(['pipeline_id', 'stage']).doUpdateSet({ execution_id: stage.executionId }),
      )
      .execute()
  }

  /** Of one that was entered. */
  async recordStatus({
    executionId,
    stage,
    status,
  }: Pick<StageExecution, 'executionId' | 'stage' | 'status'>): Promise<void> {
    await this.#db
      .updateTable('codepipeline_stage_executions')
      .set({ status })
      .where('execution_id', '=', executionId)
      .where('stage', '=', stage)
      .execute()
  }
}

function fromRow(row: Selectable<ExecutionTables['codepipeline_stage_executions']>): StageExecution {
  return {
    executionId: row.execution_id,
    pipelineId: row.pipeline_id,
    stage: row.stage,
    status: row.status as StageExecutionStatus,
    retries: { automatic: Number(row.automatic_retries), manual: Number(row.manual_retries) },
    enteredAt: Number(row.entered_at),
  }
}
