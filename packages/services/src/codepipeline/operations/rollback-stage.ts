import type { RollbackStageInput, RollbackStageOutput } from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onStage } from '../access.ts'
import { admissionState } from '../execution-runs.ts'
import { existingExecution, existingPipeline, existingStage } from '../lookup.ts'
import type { Room } from '../room.ts'
import { checkRollback } from '../rules/execution/requests.ts'
import { startExecution } from '../runs/start-execution.ts'

export const rollbackStage = operation<RollbackStageInput, RollbackStageOutput, Room>('RollbackStage', {
  kind: 'write',
  access: ({ pipelineName, stageName }, ctx) => [
    onStage('RollbackStage', ctx, { pipeline: pipelineName, stage: stageName }),
  ],
  async run({ pipelineName, stageName, targetPipelineExecutionId }, ctx) {
    const pipeline = await existingPipeline(ctx, pipelineName)
    const { name: stage } = existingStage(pipeline, stageName)
    const target = await existingExecution(ctx, pipeline, targetPipelineExecutionId)
    const asked = {
      executionId: target.id,
      version: target.version,
      status: target.status,
      isRollback: target.rollbackOf !== undefined,
      stageStatus: (await ctx.stageExecutions.find(target.id, stage))?.status,
    }
    checkRollback(stage, asked, await admissionState(ctx, pipeline.id))
    const pipelineExecutionId = await startExecution(ctx, ctx.db, ctx, pipeline, {
      trigger: { type: 'ManualRollback', detail: ctx.principal.arn },
      variables: target.variables,
      sourceRevisions: target.sourceRevisions,
      rollback: { target, stage },
    })
    return { pipelineExecutionId }
  },
})
