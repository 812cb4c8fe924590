import type { Database } from '@towpath/storage'
import type { CodePipelineTables } from './tables.ts'

/** A way into a stage that somebody closed. */
export interface DisabledTransition {
  stage: string
  reason: string
  /** ARN of who closed it. */
  changedBy: string
  /** Milliseconds since the epoch. */
  changedAt: number
}

/** The closed ways into the stages of pipelines. Kept by stage name, so that an update of the pipeline opens none. */
export class Transitions {
  readonly #db

  constructor(db: Database) {
    this.#db = db.withTables<CodePipelineTables>()
  }

  async disabled(pipelineId: string): Promise<DisabledTransition[]> {
    const rows = await this.#db
      .selectFrom('codepipeline_transitions')
      .selectAll()
      .where('pipeline_id', '=', pipelineId)
      .execute()
    return rows.map((row) => ({
      stage: row.stage,
      reason: row.disabled_reason,
      changedBy: row.changed_by,
      changedAt: Number(row.changed_at),
    }))
  }

  /** Closing what is closed gives it the new reason. */
  async disable(pipelineId: string, { stage, reason, changedBy, changedAt }: DisabledTransition): Promise<void> {
    const change = { disabled_reason: reason, changed_by: changedBy, changed_at: changedAt }
    await this.#db
      .insertInto('codepipeline_transitions')
      .values({ pipeline_id: pipelineId, stage, ...change })
      .onConflict((conflict) => conflict.columns(['pipeline_id', 'stage']).doUpdateSet(change))
      .execute()
  }

  async enable(pipelineId: string, stage: string): Promise<void> {
    await this.#db
      .deleteFrom('codepipeline_transitions')
      .where('pipeline_id', '=', pipelineId)
      .where('stage', '=', stage)
      .execute()
  }
}
