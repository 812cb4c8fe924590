import type { EnableStageTransitionInput } from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onStage } from '../access.ts'
import { existingPipeline } from '../lookup.ts'
import type { Room } from '../room.ts'
import { stageBehind, tellTransition } from '../transitions.ts'

/** Who waits in front of the stage goes in. */
export const enableStageTransition = operation<EnableStageTransitionInput, object, Room>('EnableStageTransition', {
  kind: 'write',
  access: ({ pipelineName, stageName }, ctx) => [
    onStage('EnableStageTransition', ctx, { pipeline: pipelineName, stage: stageName }),
  ],
  async run({ pipelineName, stageName, transitionType }, ctx) {
    const pipeline = await existingPipeline(ctx, pipelineName)
    const stage = stageBehind(pipeline, stageName, transitionType)
    await ctx.transitions.enable(pipeline.id, stage)
    await tellTransition(ctx, pipeline, stage, false)
    return {}
  },
})
