import type {
  ActionExecutionDetail,
  ArtifactDetail,
  ErrorDetails,
  RuleExecutionDetail,
} from '@aws-sdk/client-codepipeline'
import type { ArtifactObject } from '../providers/provider.ts'
import type { ActionError } from '../rules/execution/execution-state.ts'
import type { ActionExecution } from '../state/action-executions.ts'
import type { RuleExecution } from '../state/rule-executions.ts'

/*
 * What became of actions and rules, as ListActionExecutions and ListRuleExecutions answer it. An artifact's place is
 * spelt `s3location` here, though `s3Location` in jobs (the model's spelling).
 */

export const errorDetails = (error: ActionError | undefined): ErrorDetails | undefined =>
  error && { code: error.code, message: error.message }

export const actionExecutionDetail = (execution: ActionExecution): ActionExecutionDetail => ({
  ...common(execution),
  actionExecutionId: execution.id,
  actionName: execution.action,
  status: execution.status,
  input: {
    ...execution.input,
    inputArtifacts: execution.input.inputArtifacts.map(artifactDetail),
  },
  output: {
    outputArtifacts: execution.output.outputArtifacts.map(artifactDetail),
    outputVariables: execution.output.outputVariables ?? {},
    executionResult: {
      ...result(execution),
      // That of a pending approval is read here where executions are PARALLEL (documented).
      externalExecutionId: execution.externalExecutionId ?? execution.token,
    },
  },
})

export const ruleExecutionDetail = (execution: RuleExecution): RuleExecutionDetail => ({
  ...common(execution),
  ruleExecutionId: execution.id,
  ruleName: execution.rule,
  status: execution.status,
  input: {
    ...execution.input,
    inputArtifacts: execution.input.inputArtifacts.map(artifactDetail),
  },
  output: { executionResult: result(execution) },
})

const common = ({ executionId, version, stage, startedAt, updatedAt, updatedBy }: ActionExecution | RuleExecution) => ({
  pipelineExecutionId: executionId,
  pipelineVersion: version,
  stageName: stage,
  startTime: new Date(startedAt),
  lastUpdateTime: new Date(updatedAt),
  updatedBy,
})

const result = (execution: ActionExecution | RuleExecution) => ({
  externalExecutionId: execution.externalExecutionId,
  externalExecutionSummary: execution.summary,
  externalExecutionUrl: execution.externalExecutionUrl,
  errorDetails: errorDetails(execution.error),
})

const artifactDetail = ({ name, bucket, key }: ArtifactObject): ArtifactDetail => ({
  name,
  s3location: { bucket, key },
})
