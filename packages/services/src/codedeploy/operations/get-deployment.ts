import type { GetDeploymentInput, GetDeploymentOutput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onDeployment } from '../access.ts'
import { deploymentInfo } from '../answers/deployment-info.ts'
import { existingDeployment } from '../lookup.ts'
import type { Room } from '../room.ts'

export const getDeployment = operation<GetDeploymentInput, GetDeploymentOutput, Room>('GetDeployment', {
  kind: 'read',
  access: async (input, ctx) => [await onDeployment('GetDeployment', ctx, input.deploymentId)],
  async run(input, ctx) {
    const deployment = await existingDeployment(ctx, input.deploymentId)
    const overview = deployment.overview ?? (await ctx.targets.overview(deployment.id))
    return { deploymentInfo: deploymentInfo(deployment, overview) }
  },
})
