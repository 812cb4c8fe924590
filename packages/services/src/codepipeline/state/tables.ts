/** The account and region whose rows a request or run works on. */
export interface Scope {
  account: string
  region: string
}

/** Orders text as `page` of base compares keys, whatever collation the database has. */
export function byText<T>(keyOf: (item: T) => string): (left: T, right: T) => number {
  return (left, right) => (keyOf(left) < keyOf(right) ? -1 : keyOf(left) > keyOf(right) ? 1 : 0)
}

/**
 * A type alias, not an interface: Kysely wants an implicit index signature. Times are milliseconds since the epoch;
 * columns whose comment says JSON hold JSON text.
 */
export type CodePipelineTables = {
  codepipeline_pipelines: {
    /** Lower-case UUID: a pipeline that is made again under the same name is another one. */
    id: string
    account: string
    region: string
    name: string
    /** The current one; 1 at first. */
    version: number
    created_at: number
    updated_at: number
    /** Counts the executions that were started: the number of each is its place in the order of starts. */
    executions_started: number
  }
  codepipeline_versions: {
    pipeline_id: string
    version: number
    /** JSON: Pipeline, with secrets masked. */
    definition: string
    /** Sealed JSON: Secrets. Null when there are none. */
    secrets: string | null
    created_at: number
  }
  /** Of pipelines, webhooks and custom action types. */
  codepipeline_tags: { resource_id: string; key: string; value: string }
  codepipeline_transitions: {
    pipeline_id: string
    stage: string
    /** Only closed ways into a stage have a row. */
    disabled_reason: string
    changed_by: string
    changed_at: number
  }
}
