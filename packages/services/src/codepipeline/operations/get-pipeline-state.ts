import type { GetPipelineStateInput, GetPipelineStateOutput } from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onPipeline } from '../access.ts'
import { type PipelineSnapshot, stageState } from '../answers/pipeline-state.ts'
import { existingPipeline } from '../lookup.ts'
import type { Ctx, Room } from '../room.ts'
import { actionTypesWith } from '../rules/action-types/index.ts'

export const getPipelineState = operation<GetPipelineStateInput, GetPipelineStateOutput, Room>('GetPipelineState', {
  kind: 'read',
  access: ({ name }, ctx) => [onPipeline('GetPipelineState', ctx, name)],
  async run({ name }, ctx) {
    const pipeline = await existingPipeline(ctx, name)
    const snapshot = await snapshotOf(ctx, pipeline.id)
    return {
      pipelineName: pipeline.name,
      pipelineVersion: pipeline.version,
      stageStates: pipeline.definition.stages.map((stage) => stageState(stage, snapshot)),
      created: new Date(pipeline.createdAt),
      updated: new Date(pipeline.updatedAt),
    }
  },
})

async function snapshotOf(ctx: Ctx, pipelineId: string): Promise<PipelineSnapshot> {
  const latestStages = await ctx.stageExecutions.latest(pipelineId)
  const executions = []
  for (const id of new Set(latestStages.map(({ executionId }) => executionId))) {
    const execution = await ctx.executions.find(id)
    if (execution) executions.push(execution)
  }
  const latestChecks = []
  for (const check of await ctx.conditionChecks.latest(pipelineId)) {
    const rules = await ctx.ruleExecutions.ofCheck(check.executionId, check.stage, check.number)
    latestChecks.push({ ...check, rules })
  }
  return {
    latestStages,
    executions,
    latestChecks,
    disabled: await ctx.transitions.disabled(pipelineId),
    inbound: await ctx.executions.inbound(pipelineId),
    latestActions: await ctx.actionExecutions.latest(pipelineId),
    types: actionTypesWith(await ctx.customActionTypes.list()),
  }
}
