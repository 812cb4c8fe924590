import type { StopDeploymentInput, StopDeploymentOutput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onDeployment } from '../access.ts'
import { deploymentAlreadyCompleted, deploymentGroupDoesNotExist } from '../errors.ts'
import { existingDeployment } from '../lookup.ts'
import type { Room } from '../room.ts'
import type { DeploymentFact } from '../rules/deployment-lifecycle.ts'
import { deploymentRunId } from '../runs/run-ids.ts'

/**
 * No further command is handed out; what runs on a host is not interrupted. `Pending` while hosts are still at work,
 * `Succeeded` when the deployment has ended with this call.
 */
export const stopDeployment = operation<StopDeploymentInput, StopDeploymentOutput, Room>('StopDeployment', {
  kind: 'write',
  access: async (input, ctx) => [await onDeployment('StopDeployment', ctx, input.deploymentId)],
  async run(input, ctx) {
    const deployment = await existingDeployment(ctx, input.deploymentId)
    if (deployment.completedAt !== undefined) throw deploymentAlreadyCompleted(deployment.id)
    if (!(await ctx.deploymentGroups.findById(deployment.groupId))) {
      throw deploymentGroupDoesNotExist(deployment.groupName)
    }
    const stop: DeploymentFact = { type: 'stop', rollback: input.autoRollbackEnabled }
    await ctx.engine.deliver(ctx.db, deploymentRunId(deployment.id), [stop])
    const stopped = await ctx.deployments.find(deployment.id)
    return stopped?.completedAt === undefined
      ? { status: 'Pending', statusMessage: 'Waiting for the lifecycle events that are running to end' }
      : {
          status: 'Succeeded',
          statusMessage: 'No more commands will be scheduled for execution in the deployment instances',
        }
  },
})
