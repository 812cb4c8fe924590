import type { ContinueDeploymentInput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onDeployment } from '../access.ts'
import { deploymentAlreadyCompleted, invalidDeploymentWaitType, unsupportedActionForDeploymentType } from '../errors.ts'
import { existingDeployment } from '../lookup.ts'
import type { Room } from '../room.ts'

/** Ends a wait of a blue/green deployment. Deployments here are in-place and never wait. */
export const continueDeployment = operation<ContinueDeploymentInput, void, Room>('ContinueDeployment', {
  kind: 'read',
  access: async (input, ctx) => [await onDeployment('ContinueDeployment', ctx, input.deploymentId)],
  async run({ deploymentId, deploymentWaitType = 'READY_WAIT' }, ctx) {
    const deployment = await existingDeployment(ctx, deploymentId)
    if (!['READY_WAIT', 'TERMINATION_WAIT'].includes(deploymentWaitType)) {
      throw invalidDeploymentWaitType(deploymentWaitType)
    }
    if (deployment.completedAt !== undefined) throw deploymentAlreadyCompleted(deployment.id)
    throw unsupportedActionForDeploymentType('ContinueDeployment')
  },
})
