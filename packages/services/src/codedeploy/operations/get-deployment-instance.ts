import type { GetDeploymentInstanceInput, GetDeploymentInstanceOutput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onDeployment } from '../access.ts'
import { instanceSummary } from '../answers/deployment-target.ts'
import { isTargetId } from '../deployment-targets.ts'
import { instanceDoesNotExist, instanceIdRequired, invalidInstanceName } from '../errors.ts'
import { existingDeployment } from '../lookup.ts'
import type { Room } from '../room.ts'

/** Deprecated form of GetDeploymentTarget. */
export const getDeploymentInstance = operation<GetDeploymentInstanceInput, GetDeploymentInstanceOutput, Room>(
  'GetDeploymentInstance',
  {
    kind: 'read',
    access: async (input, ctx) => [await onDeployment('GetDeploymentInstance', ctx, input.deploymentId)],
    async run({ deploymentId, instanceId }, ctx) {
      const deployment = await existingDeployment(ctx, deploymentId)
      if (!instanceId) throw instanceIdRequired()
      if (!isTargetId(instanceId)) throw invalidInstanceName(instanceId)
      const target = await ctx.targets.find(deployment.id, instanceId)
      if (!target) throw instanceDoesNotExist(deployment.id, instanceId)
      return { instanceSummary: instanceSummary(target) }
    },
  },
)
