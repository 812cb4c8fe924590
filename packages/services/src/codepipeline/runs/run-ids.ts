/** Names of this room's runs in the engine. They are kept in the database: they never change. */

export const EXECUTION_RUN = 'codepipeline.execution'
export const ADMISSION_RUN = 'codepipeline.admission'
export const ACTION_RUN = 'codepipeline.action'
export const CONDITION_RUN = 'codepipeline.condition'

export const executionRunId = (executionId: string) => `${EXECUTION_RUN}/${executionId}`
/** By the id of the pipeline: one that is made again under the same name has an admission of its own. */
export const admissionRunId = (pipelineId: string) => `${ADMISSION_RUN}/${pipelineId}`
export const actionRunId = (actionExecutionId: string) => `${ACTION_RUN}/${actionExecutionId}`
export const conditionRunId = (executionId: string, stage: string, check: number) =>
  `${CONDITION_RUN}/${executionId}/${stage}/${check}`
