import type { PutActionRevisionInput, PutActionRevisionOutput } from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onAction } from '../access.ts'
import { validation } from '../errors.ts'
import { existingAction, existingPipeline } from '../lookup.ts'
import type { Room } from '../room.ts'
import { revisionTypeOf } from '../rules/execution/source-revisions.ts'
import { variablesAtStart } from '../rules/variables/pipeline-variables.ts'
import { startExecution } from '../runs/start-execution.ts'

/** A revision that the source action has taken last starts nothing. */
export const putActionRevision = operation<PutActionRevisionInput, PutActionRevisionOutput, Room>('PutActionRevision', {
  kind: 'write',
  access: ({ pipelineName: pipeline, stageName: stage, actionName: action }, ctx) => [
    onAction('PutActionRevision', ctx, { pipeline, stage, action }),
  ],
  async run({ pipelineName, stageName, actionName, actionRevision }, ctx) {
    const pipeline = await existingPipeline(ctx, pipelineName)
    const action = existingAction(pipeline, stageName, actionName)
    if (action.actionTypeId.category !== 'Source') {
      throw validation(`The action '${action.name}' is no source action, so it has no revisions`)
    }
    const revisionValue = actionRevision?.revisionId ?? ''
    const latest = (await ctx.actionExecutions.latest(pipeline.id)).find(
      (execution) => execution.stage === stageName && execution.action === action.name,
    )
    if (latest?.output.revision?.id === revisionValue) {
      return { newRevision: false, pipelineExecutionId: latest.executionId }
    }
    const pipelineExecutionId = await startExecution(ctx, ctx.db, ctx, pipeline, {
      trigger: { type: 'PutActionRevision', detail: ctx.principal.arn },
      variables: variablesAtStart(pipeline.definition.variables ?? [], []),
      sourceRevisions: [{ actionName: action.name, revisionType: revisionTypeOf(action), revisionValue }],
    })
    return { newRevision: true, pipelineExecutionId }
  },
})
