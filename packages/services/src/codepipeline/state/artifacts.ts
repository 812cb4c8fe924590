import type { Database } from '@towpath/storage'
import type { ArtifactObject } from '../providers/provider.ts'
import type { ExecutionTables } from './execution-tables.ts'

/** What a source action has found. */
export interface Revision {
  id: string
  summary?: string
  url?: string
  /** Milliseconds since the epoch. */
  createdAt?: number
  changeId?: string
}

/** An artifact of an execution, once the action that makes it has succeeded. */
export interface Artifact extends ArtifactObject {
  executionId: string
  /** The action that made it. */
  stage: string
  action: string
  /** Only if that is a source action. */
  revision?: Revision
}

/** What actions hand on to those after them: artifacts and variables. Executions are told by their ids. */
export class Artifacts {
  readonly #db

  constructor(db: Database) {
    this.#db = db.withTables<ExecutionTables>()
  }

  /** Those of one or more executions, in no order. */
  async list(executionIds: string[]): Promise<Artifact[]> {
    if (executionIds.length === 0) return []
    const rows = await this.#db
      .selectFrom('codepipeline_artifacts')
      .selectAll()
      .where('execution_id', 'in', executionIds)
      .execute()
    return rows.map((row) => ({
      executionId: row.execution_id,
      name: row.name,
      bucket: row.bucket,
      key: row.key,
      stage: row.stage,
      action: row.action,
      revision: row.revision === null ? undefined : JSON.parse(row.revision),
    }))
  }

  /** An action that succeeds again puts its artifacts in the place of the earlier ones (documented). */
  async save({ executionId, name, bucket, key, stage, action, revision }: Artifact): Promise<void> {
    const found = { bucket, key, stage, action, revision: revision ? JSON.stringify(revision) : null }
    await this.#db
      .insertInto('codepipeline_artifacts')
      .values({ execution_id: executionId, name, ...found })
      .onConflict((conflict) => conflict.columns(['execution_id', 'name']).doUpdateSet(found))
      .execute()
  }

  /** Output variables of the actions of an execution that have succeeded, by namespace. */
  async variables(executionId: string): Promise<Map<string, Record<string, string>>> {
    const rows = await this.#db
      .selectFrom('codepipeline_output_variables')
      .select(['namespace', 'variables'])
      .where('execution_id', '=', executionId)
      .execute()
    return new Map(rows.map((row) => [row.namespace, JSON.parse(row.variables)]))
  }

  async saveVariables(executionId: string, namespace: string, values: Record<string, string>): Promise<void> {
    const variables = JSON.stringify(values)
    await this.#db
      .insertInto('codepipeline_output_variables')
      .values({ execution_id: executionId, namespace, variables })
      .onConflict((conflict) => conflict.columns(['execution_id', 'namespace']).doUpdateSet({ variables }))
      .execute()
  }

  /** Gives an execution all that another one has handed on so far. */
  async copy(from: string, to: string): Promise<void> {
    for (const artifact of await this.list([from])) await this.save({ ...artifact, executionId: to })
    for (const [namespace, values] of await this.variables(from)) await this.saveVariables(to, namespace, values)
  }
}
