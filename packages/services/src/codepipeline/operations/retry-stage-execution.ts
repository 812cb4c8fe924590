import type { RetryStageExecutionInput, RetryStageExecutionOutput } from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onStage } from '../access.ts'
import { stageNotRetryable } from '../errors.ts'
import { admissionState, executionRunState } from '../execution-runs.ts'
import { existingPipeline, existingStage } from '../lookup.ts'
import type { Room } from '../room.ts'
import type { ExecutionFact } from '../rules/execution/execution-state.ts'
import { checkRetry } from '../rules/execution/requests.ts'
import { executionRunId } from '../runs/run-ids.ts'

/** The model has no error for an execution that is unknown: its stage cannot be retried. */
export const retryStageExecution = operation<RetryStageExecutionInput, RetryStageExecutionOutput, Room>(
  'RetryStageExecution',
  {
    kind: 'write',
    access: ({ pipelineName, stageName }, ctx) => [
      onStage('RetryStageExecution', ctx, { pipeline: pipelineName, stage: stageName }),
    ],
    async run({ pipelineName, stageName, pipelineExecutionId: id = '', retryMode: mode = 'FAILED_ACTIONS' }, ctx) {
      const pipeline = await existingPipeline(ctx, pipelineName)
      const { name: stage } = existingStage(pipeline, stageName)
      const execution = await ctx.executions.find(id)
      if (execution?.pipelineId !== pipeline.id) {
        throw stageNotRetryable(`The pipeline '${pipeline.name}' does not have an execution ${id}`)
      }
      const run = await executionRunState(ctx, id)
      if (!run) throw stageNotRetryable(`The pipeline execution ${id} is over for good`)
      checkRetry(run, { stage, mode }, await admissionState(ctx, pipeline.id))
      const fact: ExecutionFact = { type: 'retry', stage, mode }
      await ctx.engine.deliver(ctx.db, executionRunId(id), [fact])
      return { pipelineExecutionId: id }
    },
  },
)
