import type { DisableStageTransitionInput } from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onStage } from '../access.ts'
import { existingPipeline } from '../lookup.ts'
import type { Room } from '../room.ts'
import { stageBehind, tellTransition } from '../transitions.ts'

export const disableStageTransition = operation<DisableStageTransitionInput, object, Room>('DisableStageTransition', {
  kind: 'write',
  access: ({ pipelineName, stageName }, ctx) => [
    onStage('DisableStageTransition', ctx, { pipeline: pipelineName, stage: stageName }),
  ],
  async run({ pipelineName, stageName, transitionType, reason = '' }, ctx) {
    const pipeline = await existingPipeline(ctx, pipelineName)
    const stage = stageBehind(pipeline, stageName, transitionType)
    const disabled = { stage, reason, changedBy: ctx.principal.arn, changedAt: ctx.clock.now() }
    await ctx.transitions.disable(pipeline.id, disabled)
    await tellTransition(ctx, pipeline, stage, true)
    return {}
  },
})
