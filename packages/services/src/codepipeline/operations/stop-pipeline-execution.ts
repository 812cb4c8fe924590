import type { StopPipelineExecutionInput, StopPipelineExecutionOutput } from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onPipeline } from '../access.ts'
import { pipelineExecutionNotStoppable } from '../errors.ts'
import { executionRunState } from '../execution-runs.ts'
import { existingPipeline } from '../lookup.ts'
import type { Room } from '../room.ts'
import type { ExecutionFact } from '../rules/execution/execution-state.ts'
import { checkStop } from '../rules/execution/requests.ts'
import { executionRunId } from '../runs/run-ids.ts'

/** The model has no error for an execution that is unknown: it cannot be stopped. */
export const stopPipelineExecution = operation<StopPipelineExecutionInput, StopPipelineExecutionOutput, Room>(
  'StopPipelineExecution',
  {
    kind: 'write',
    access: ({ pipelineName }, ctx) => [onPipeline('StopPipelineExecution', ctx, pipelineName)],
    async run({ pipelineName, pipelineExecutionId: id = '', abandon = false, reason }, ctx) {
      const pipeline = await existingPipeline(ctx, pipelineName)
      const execution = await ctx.executions.find(id)
      if (execution?.pipelineId !== pipeline.id) throw pipelineExecutionNotStoppable(id, 'unknown')
      const run = await executionRunState(ctx, id)
      if (!run) throw pipelineExecutionNotStoppable(id, execution.status)
      checkStop(run, { abandon })
      const fact: ExecutionFact = { type: 'stop', abandon, reason }
      await ctx.engine.deliver(ctx.db, executionRunId(id), [fact])
      return { pipelineExecutionId: id }
    },
  },
)
