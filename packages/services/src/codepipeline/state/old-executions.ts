import type { Database } from '@towpath/storage'
import type { ExecutionTables } from './execution-tables.ts'
import { UNFINISHED } from './executions.ts'

/** Tables whose rows belong to an execution. */
const OF_EXECUTION = [
  'codepipeline_stage_executions',
  'codepipeline_latest_stages',
  'codepipeline_action_executions',
  'codepipeline_artifacts',
  'codepipeline_output_variables',
  'codepipeline_condition_checks',
  'codepipeline_latest_checks',
  'codepipeline_rule_executions',
] as const

/**
 * Up to `limit` executions, of whatever account and region, in which nothing has happened since the time `before`
 * (milliseconds since the epoch) and that have ended; the oldest first. Not those that came last into a stage: they are
 * shown with their pipelines.
 */
export async function oldExecutions(db: Database, before: number, limit: number): Promise<string[]> {
  const rows = await db
    .withTables<ExecutionTables>()
    .selectFrom('codepipeline_executions')
    .select('id')
    .where('updated_at', '<', before)
    .where('status', 'not in', UNFINISHED)
    .where('id', 'not in', (from) => from.selectFrom('codepipeline_latest_stages').select('execution_id'))
    .orderBy('updated_at')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** Forgets executions with all that they left. */
export async function deleteExecutions(db: Database, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  const tables = db.withTables<ExecutionTables>()
  const actions = tables.selectFrom('codepipeline_action_executions').select('id').where('execution_id', 'in', ids)
  await tables.deleteFrom('codepipeline_latest_actions').where('action_execution_id', 'in', actions).execute()
  for (const table of OF_EXECUTION) await tables.deleteFrom(table).where('execution_id', 'in', ids).execute()
  await tables.deleteFrom('codepipeline_executions').where('id', 'in', ids).execute()
}

/** Forgets all executions of a pipeline. */
export async function deleteHistory(db: Database, pipelineId: string): Promise<void> {
  const tables = db.withTables<ExecutionTables>()
  for (const table of ['codepipeline_artifacts', 'codepipeline_output_variables'] as const) {
    const own = tables.selectFrom('codepipeline_executions').select('id').where('pipeline_id', '=', pipelineId)
    await tables.deleteFrom(table).where('execution_id', 'in', own).execute()
  }
  for (const table of [
    'codepipeline_executions',
    'codepipeline_stage_executions',
    'codepipeline_latest_stages',
    'codepipeline_action_executions',
    'codepipeline_latest_actions',
    'codepipeline_condition_checks',
    'codepipeline_latest_checks',
    'codepipeline_rule_executions',
  ] as const) {
    await tables.deleteFrom(table).where('pipeline_id', '=', pipelineId).execute()
  }
}
