/** Documented limits of CodePipeline that no shape of its model carries. */
export const QUOTAS = {
  pipelines: 1000,
  stages: 50,
  actionsPerStage: 50,
  actionsPerPipeline: 500,
  /** Actions of one stage that share a runOrder, and different runOrders in one stage. */
  parallelActions: 50,
  sequentialActions: 50,
  customActionTypes: 50,
  /** Bytes of one action's output variables, names and values together. */
  outputVariables: 122_880,
  webhooks: 300,
  /** Executions of one pipeline, running or waiting, in the modes QUEUED and PARALLEL. */
  concurrentExecutions: 50,
  tags: 50,
  /** File paths of a push that filters look at. */
  filteredFiles: 100,
  /** Characters of one action's configuration after its variables were filled in. */
  resolvedConfiguration: 100 * 1024,
}

/** Most items on a page where the caller asks for no fewer. */
export const PAGE_SIZE = { pipelines: 1000, actionTypes: 100, webhooks: 100, history: 100 }
