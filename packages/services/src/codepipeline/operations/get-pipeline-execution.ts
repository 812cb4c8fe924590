import type { GetPipelineExecutionInput, GetPipelineExecutionOutput } from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onPipeline } from '../access.ts'
import { pipelineExecution } from '../answers/execution.ts'
import { existingExecution, existingPipeline } from '../lookup.ts'
import type { Room } from '../room.ts'

export const getPipelineExecution = operation<GetPipelineExecutionInput, GetPipelineExecutionOutput, Room>(
  'GetPipelineExecution',
  {
    kind: 'read',
    access: ({ pipelineName }, ctx) => [onPipeline('GetPipelineExecution', ctx, pipelineName)],
    async run({ pipelineName, pipelineExecutionId }, ctx) {
      const pipeline = await existingPipeline(ctx, pipelineName)
      const execution = await existingExecution(ctx, pipeline, pipelineExecutionId)
      return { pipelineExecution: pipelineExecution(execution, await ctx.artifacts.list([execution.id])) }
    },
  },
)
