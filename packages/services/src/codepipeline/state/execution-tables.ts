/**
 * What executions leave to be asked about. A type alias, not an interface: Kysely wants an implicit index signature. Times
 * are milliseconds since the epoch; columns whose comment says JSON hold JSON text.
 */
export type ExecutionTables = {
  codepipeline_executions: {
    /** Lower-case UUID. */
    id: string
    account: string
    region: string
    pipeline_id: string
    pipeline_name: string
    /** Of the definition. */
    version: number
    /** Place in the order of starts of its pipeline. */
    number: number
    /** PipelineExecutionStatus. */
    status: string
    /** ExecutionMode of the definition. */
    mode: string
    trigger_type: string
    trigger_detail: string | null
    /** JSON: Record<string, string>, what the variables of the pipeline stand for. */
    variables: string
    /** JSON: SourceRevision[], what source actions take instead of what is newest. */
    source_revisions: string
    /** Of a rollback: the execution gone back to. */
    rollback_of: string | null
    /** The stage in front of which it is, or was when it ended there. */
    inbound_stage: string | null
    stop_reason: string | null
    /** Of the request that started it. */
    client_token: string | null
    started_at: number
    updated_at: number
  }
  codepipeline_stage_executions: {
    execution_id: string
    stage: string
    pipeline_id: string
    /** StageExecutionStatus. */
    status: string
    automatic_retries: number
    manual_retries: number
    /** The last time that it was entered, or returned to. */
    entered_at: number
  }
  /** The execution that entered a stage last. */
  codepipeline_latest_stages: { pipeline_id: string; stage: string; execution_id: string }
  codepipeline_action_executions: {
    /** Lower-case UUID. */
    id: string
    account: string
    region: string
    pipeline_id: string
    execution_id: string
    /** Of the definition. */
    version: number
    stage: string
    action: string
    /** 1 the first time in its execution. */
    attempt: number
    /** ActionExecutionStatus. */
    status: string
    started_at: number
    updated_at: number
    /** ARN of who answered an approval. */
    updated_by: string | null
    /** What a pending approval is answered with. */
    token: string | null
    summary: string | null
    external_id: string | null
    external_url: string | null
    percent_complete: number | null
    /** JSON: ActionError. */
    error: string | null
    /** JSON: ActionInput. */
    input: string
    /** JSON: ActionOutput. */
    output: string
  }
  /** The execution of an action that was started last, over all executions of the pipeline. */
  codepipeline_latest_actions: { pipeline_id: string; stage: string; action: string; action_execution_id: string }
  codepipeline_artifacts: {
    execution_id: string
    name: string
    bucket: string
    key: string
    /** The action that made it. */
    stage: string
    action: string
    /** JSON: Revision; of a source action only. */
    revision: string | null
  }
  codepipeline_output_variables: {
    execution_id: string
    namespace: string
    /** JSON: Record<string, string>. */
    variables: string
  }
  codepipeline_condition_checks: {
    execution_id: string
    stage: string
    /** Counts the checks of conditions in one stage of one execution. */
    number: number
    pipeline_id: string
    /** Hook. */
    hook: string
    /** ConditionExecutionStatus. */
    status: string
    summary: string | null
    started_at: number
    updated_at: number
  }
  /** The check of a condition that was begun last, over all executions of the pipeline. */
  codepipeline_latest_checks: {
    pipeline_id: string
    stage: string
    hook: string
    execution_id: string
    number: number
  }
  codepipeline_rule_executions: {
    /** Lower-case UUID. */
    id: string
    account: string
    region: string
    pipeline_id: string
    execution_id: string
    version: number
    stage: string
    hook: string
    /** The check of the condition that it belongs to. */
    check_number: number
    rule: string
    /** RuleExecutionStatus. */
    status: string
    started_at: number
    updated_at: number
    updated_by: string | null
    summary: string | null
    external_id: string | null
    external_url: string | null
    /** JSON: ActionError. */
    error: string | null
    /** JSON: RuleInput. */
    input: string
  }
}
