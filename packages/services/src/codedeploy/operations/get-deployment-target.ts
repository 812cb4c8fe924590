import type { GetDeploymentTargetInput, GetDeploymentTargetOutput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onDeployment } from '../access.ts'
import { deploymentTarget } from '../answers/deployment-target.ts'
import { isTargetId, startedDeployment } from '../deployment-targets.ts'
import { deploymentTargetDoesNotExist, deploymentTargetIdRequired, invalidDeploymentTargetId } from '../errors.ts'
import type { Room } from '../room.ts'

export const getDeploymentTarget = operation<GetDeploymentTargetInput, GetDeploymentTargetOutput, Room>(
  'GetDeploymentTarget',
  {
    kind: 'read',
    access: async (input, ctx) => [await onDeployment('GetDeploymentTarget', ctx, input.deploymentId)],
    async run({ deploymentId, targetId }, ctx) {
      const deployment = await startedDeployment(ctx, deploymentId)
      if (!targetId) throw deploymentTargetIdRequired()
      if (!isTargetId(targetId)) throw invalidDeploymentTargetId(targetId)
      const target = await ctx.targets.find(deployment.id, targetId)
      if (!target) throw deploymentTargetDoesNotExist(deployment.id, targetId)
      return { deploymentTarget: deploymentTarget(target) }
    },
  },
)
