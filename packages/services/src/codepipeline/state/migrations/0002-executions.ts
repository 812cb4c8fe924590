import type { Database, Migration } from '@towpath/storage'

/** Executions of pipelines, stages, actions and conditions, with their artifacts and variables. */
export const executions: Migration = {
  id: '0002-executions',
  async up(db) {
    await createExecutions(db)
    await createStageExecutions(db)
    await createActionExecutions(db)
    await createOutputs(db)
    await createConditions(db)
  },
}

async function createExecutions(db: Database): Promise<void> {
  await db.schema
    .createTable('codepipeline_executions')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('pipeline_id', 'text', (column) => column.notNull())
    .addColumn('pipeline_name', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('mode', 'text', (column) => column.notNull())
    .addColumn('trigger_type', 'text', (column) => column.notNull())
    .addColumn('trigger_detail', 'text')
    .addColumn('variables', 'text', (column) => column.notNull())
    .addColumn('source_revisions', 'text', (column) => column.notNull())
    .addColumn('rollback_of', 'text')
    .addColumn('inbound_stage', 'text')
    .addColumn('stop_reason', 'text')
    .addColumn('client_token', 'text')
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('codepipeline_executions_number', ['pipeline_id', 'number'])
    .addUniqueConstraint('codepipeline_executions_token', ['pipeline_id', 'client_token'])
    .execute()
  await db.schema
    .createIndex('codepipeline_executions_status')
    .on('codepipeline_executions')
    .columns(['pipeline_id', 'status'])
    .execute()
  await db.schema
    .createIndex('codepipeline_executions_age')
    .on('codepipeline_executions')
    .columns(['updated_at'])
    .execute()
}

async function createStageExecutions(db: Database): Promise<void> {
  await db.schema
    .createTable('codepipeline_stage_executions')
    .addColumn('execution_id', 'text', (column) => column.notNull())
    .addColumn('stage', 'text', (column) => column.notNull())
    .addColumn('pipeline_id', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('automatic_retries', 'integer', (column) => column.notNull())
    .addColumn('manual_retries', 'integer', (column) => column.notNull())
    .addColumn('entered_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('codepipeline_stage_executions_key', ['execution_id', 'stage'])
    .execute()
  await db.schema
    .createIndex('codepipeline_stage_executions_status')
    .on('codepipeline_stage_executions')
    .columns(['pipeline_id', 'stage', 'status'])
    .execute()
  await db.schema
    .createTable('codepipeline_latest_stages')
    .addColumn('pipeline_id', 'text', (column) => column.notNull())
    .addColumn('stage', 'text', (column) => column.notNull())
    .addColumn('execution_id', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('codepipeline_latest_stages_key', ['pipeline_id', 'stage'])
    .execute()
}

async function createActionExecutions(db: Database): Promise<void> {
  await db.schema
    .createTable('codepipeline_action_executions')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('pipeline_id', 'text', (column) => column.notNull())
    .addColumn('execution_id', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('stage', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('attempt', 'integer', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_by', 'text')
    .addColumn('token', 'text')
    .addColumn('summary', 'text')
    .addColumn('external_id', 'text')
    .addColumn('external_url', 'text')
    .addColumn('percent_complete', 'integer')
    .addColumn('error', 'text')
    .addColumn('input', 'text', (column) => column.notNull())
    .addColumn('output', 'text', (column) => column.notNull())
    .execute()
  for (const [name, columns] of [
    ['codepipeline_action_executions_of', ['execution_id']],
    ['codepipeline_action_executions_history', ['pipeline_id', 'started_at', 'id']],
    ['codepipeline_action_executions_external', ['account', 'external_id']],
    ['codepipeline_action_executions_token', ['token']],
  ] as const) {
    await db.schema
      .createIndex(name)
      .on('codepipeline_action_executions')
      .columns([...columns])
      .execute()
  }
  await db.schema
    .createTable('codepipeline_latest_actions')
    .addColumn('pipeline_id', 'text', (column) => column.notNull())
    .addColumn('stage', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('action_execution_id', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('codepipeline_latest_actions_key', ['pipeline_id', 'stage', 'action'])
    .execute()
}

async function createOutputs(db: Database): Promise<void> {
  await db.schema
    .createTable('codepipeline_artifacts')
    .addColumn('execution_id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('bucket', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('stage', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('revision', 'text')
    .addPrimaryKeyConstraint('codepipeline_artifacts_key', ['execution_id', 'name'])
    .execute()
  await db.schema
    .createTable('codepipeline_output_variables')
    .addColumn('execution_id', 'text', (column) => column.notNull())
    .addColumn('namespace', 'text', (column) => column.notNull())
    .addColumn('variables', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('codepipeline_output_variables_key', ['execution_id', 'namespace'])
    .execute()
}

async function createConditions(db: Database): Promise<void> {
  await db.schema
    .createTable('codepipeline_condition_checks')
    .addColumn('execution_id', 'text', (column) => column.notNull())
    .addColumn('stage', 'text', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('pipeline_id', 'text', (column) => column.notNull())
    .addColumn('hook', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('summary', 'text')
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('codepipeline_condition_checks_key', ['execution_id', 'stage', 'number'])
    .execute()
  await db.schema
    .createTable('codepipeline_latest_checks')
    .addColumn('pipeline_id', 'text', (column) => column.notNull())
    .addColumn('stage', 'text', (column) => column.notNull())
    .addColumn('hook', 'text', (column) => column.notNull())
    .addColumn('execution_id', 'text', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('codepipeline_latest_checks_key', ['pipeline_id', 'stage', 'hook'])
    .execute()
  await db.schema
    .createTable('codepipeline_rule_executions')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('pipeline_id', 'text', (column) => column.notNull())
    .addColumn('execution_id', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('stage', 'text', (column) => column.notNull())
    .addColumn('hook', 'text', (column) => column.notNull())
    .addColumn('check_number', 'integer', (column) => column.notNull())
    .addColumn('rule', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_by', 'text')
    .addColumn('summary', 'text')
    .addColumn('external_id', 'text')
    .addColumn('external_url', 'text')
    .addColumn('error', 'text')
    .addColumn('input', 'text', (column) => column.notNull())
    .execute()
  for (const [name, columns] of [
    ['codepipeline_rule_executions_of', ['execution_id', 'stage', 'check_number']],
    ['codepipeline_rule_executions_history', ['pipeline_id', 'started_at', 'id']],
    ['codepipeline_rule_executions_external', ['account', 'external_id']],
  ] as const) {
    await db.schema
      .createIndex(name)
      .on('codepipeline_rule_executions')
      .columns([...columns])
      .execute()
  }
}
