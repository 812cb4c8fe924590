/** Told, as JSON of {@link ExecutionMoved}, when an execution has another status or has come to another stage. */
export const EXECUTIONS_CHANNEL = 'codepipeline.executions'

export interface ExecutionMoved {
  account: string
  region: string
  executionId: string
}
