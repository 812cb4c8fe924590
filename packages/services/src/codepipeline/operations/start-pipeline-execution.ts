import type { StartPipelineExecutionInput, StartPipelineExecutionOutput } from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onPipeline } from '../access.ts'
import { existingPipeline } from '../lookup.ts'
import type { Room } from '../room.ts'
import { checkSourceRevisions } from '../rules/execution/source-revisions.ts'
import { variablesAtStart } from '../rules/variables/pipeline-variables.ts'
import { startExecution } from '../runs/start-execution.ts'

/** A `clientRequestToken` that was used before answers with the execution that it has started. */
export const startPipelineExecution = operation<StartPipelineExecutionInput, StartPipelineExecutionOutput, Room>(
  'StartPipelineExecution',
  {
    kind: 'write',
    access: ({ name }, ctx) => [onPipeline('StartPipelineExecution', ctx, name)],
    async run({ name, variables = [], sourceRevisions = [], clientRequestToken }, ctx) {
      const pipeline = await existingPipeline(ctx, name)
      const pipelineExecutionId = await startExecution(ctx, ctx.db, ctx, pipeline, {
        trigger: { type: 'StartPipelineExecution', detail: ctx.principal.arn },
        variables: variablesAtStart(pipeline.definition.variables ?? [], variables),
        sourceRevisions: checkSourceRevisions(pipeline.definition, sourceRevisions),
        clientToken: clientRequestToken,
      })
      return { pipelineExecutionId }
    },
  },
)
