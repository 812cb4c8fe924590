import type { DeleteDeploymentGroupInput, DeleteDeploymentGroupOutput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onDeploymentGroup } from '../access.ts'
import type { Room } from '../room.ts'
import { checkApplicationName, checkDeploymentGroupName } from '../rules/names.ts'

/**
 * Deletes the group with its history (documented). A deployment that has not ended goes on, and can be looked at. Deleting a
 * group that does not exist succeeds, as its list of errors tells.
 */
export const deleteDeploymentGroup = operation<DeleteDeploymentGroupInput, DeleteDeploymentGroupOutput, Room>(
  'DeleteDeploymentGroup',
  {
    kind: 'write',
    access: (input, ctx) => [
      onDeploymentGroup('DeleteDeploymentGroup', ctx, input.applicationName, input.deploymentGroupName),
    ],
    async run(input, ctx) {
      const applicationName = checkApplicationName(input.applicationName)
      const name = checkDeploymentGroupName(input.deploymentGroupName)
      const application = await ctx.applications.find(applicationName)
      const group = application && (await ctx.deploymentGroups.find(application.id, name))
      if (group) {
        await ctx.deployments.deleteEnded(group.id)
        await ctx.targetHealth.forgetGroup(group.id)
        await ctx.resourceTags.deleteAll(group.id)
        await ctx.deploymentGroups.delete(group.id)
      }
      return { hooksNotCleanedUp: [] }
    },
  },
)
