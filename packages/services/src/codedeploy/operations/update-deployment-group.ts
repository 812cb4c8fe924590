import type { UpdateDeploymentGroupInput, UpdateDeploymentGroupOutput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onDeploymentGroup, passRole } from '../access.ts'
import { checkSurroundings } from '../deployment-group-surroundings.ts'
import { deploymentGroupAlreadyExists } from '../errors.ts'
import { existingApplication, existingDeploymentGroup } from '../lookup.ts'
import type { Room } from '../room.ts'
import { checkSettings } from '../rules/check-deployment-group-settings.ts'
import { mergeSettings } from '../rules/deployment-group-settings.ts'
import { checkDeploymentGroupName } from '../rules/names.ts'

/** Takes effect for deployments created afterwards. The id survives a rename: agents know the group by it. */
export const updateDeploymentGroup = operation<UpdateDeploymentGroupInput, UpdateDeploymentGroupOutput, Room>(
  'UpdateDeploymentGroup',
  {
    kind: 'write',
    access: (input, ctx) => [
      ...[input.currentDeploymentGroupName, input.newDeploymentGroupName]
        .filter((name) => name !== undefined)
        .map((name) => onDeploymentGroup('UpdateDeploymentGroup', ctx, input.applicationName, name)),
      ...(input.serviceRoleArn ? [passRole(input.serviceRoleArn)] : []),
    ],
    async run({ applicationName, currentDeploymentGroupName, newDeploymentGroupName, ...given }, ctx) {
      const application = await existingApplication(ctx, applicationName)
      const group = await existingDeploymentGroup(ctx, application, currentDeploymentGroupName)
      const name = newDeploymentGroupName === undefined ? group.name : checkDeploymentGroupName(newDeploymentGroupName)
      if (name !== group.name && (await ctx.deploymentGroups.find(application.id, name))) {
        throw deploymentGroupAlreadyExists(name)
      }
      const platform = application.computePlatform
      const settings = checkSettings(platform, mergeSettings(platform, group.settings, given))
      await checkSurroundings(ctx, application, { id: group.id, name, settings })
      await ctx.deploymentGroups.update(group.id, { name, settings })
      if (name !== group.name) await ctx.deployments.renameGroup(group.id, name)
      return { hooksNotCleanedUp: [] }
    },
  },
)
