import type { SkipWaitTimeForInstanceTerminationInput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onDeployment } from '../access.ts'
import { deploymentAlreadyCompleted, unsupportedActionForDeploymentType } from '../errors.ts'
import { existingDeployment } from '../lookup.ts'
import type { Room } from '../room.ts'

/** Deprecated form of ContinueDeployment. Deployments here are in-place and terminate no instances. */
export const skipWaitTimeForInstanceTermination = operation<SkipWaitTimeForInstanceTerminationInput, void, Room>(
  'SkipWaitTimeForInstanceTermination',
  {
    kind: 'read',
    access: async (input, ctx) => [await onDeployment('SkipWaitTimeForInstanceTermination', ctx, input.deploymentId)],
    async run({ deploymentId }, ctx) {
      const deployment = await existingDeployment(ctx, deploymentId)
      if (deployment.completedAt !== undefined) throw deploymentAlreadyCompleted(deployment.id)
      throw unsupportedActionForDeploymentType('SkipWaitTimeForInstanceTermination')
    },
  },
)
