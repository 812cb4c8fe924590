import type { CreateDeploymentGroupInput, CreateDeploymentGroupOutput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onDeploymentGroup, passRole, withRequestTags } from '../access.ts'
import { checkSurroundings } from '../deployment-group-surroundings.ts'
import { deploymentGroupAlreadyExists, deploymentGroupLimitExceeded } from '../errors.ts'
import { existingApplication } from '../lookup.ts'
import type { Room } from '../room.ts'
import { checkSettings } from '../rules/check-deployment-group-settings.ts'
import { defaultSettings, mergeSettings } from '../rules/deployment-group-settings.ts'
import { checkDeploymentGroupName } from '../rules/names.ts'
import { QUOTAS } from '../rules/quotas.ts'
import { checkResourceTags } from '../rules/resource-tags.ts'
import { checkServiceRoleArn } from '../rules/service-role.ts'

export const createDeploymentGroup = operation<CreateDeploymentGroupInput, CreateDeploymentGroupOutput, Room>(
  'CreateDeploymentGroup',
  {
    kind: 'write',
    access: (input, ctx) => [
      withRequestTags(
        onDeploymentGroup('CreateDeploymentGroup', ctx, input.applicationName, input.deploymentGroupName),
        input.tags,
      ),
      ...(input.serviceRoleArn ? [passRole(input.serviceRoleArn)] : []),
    ],
    async run({ applicationName, deploymentGroupName, tags: givenTags, ...given }, ctx) {
      const application = await existingApplication(ctx, applicationName)
      const name = checkDeploymentGroupName(deploymentGroupName)
      const platform = application.computePlatform
      const defaults = defaultSettings(platform, checkServiceRoleArn(given.serviceRoleArn))
      const settings = checkSettings(platform, mergeSettings(platform, defaults, given))
      const tags = checkResourceTags(givenTags ?? [])
      await checkSurroundings(ctx, application, { name, settings })

      const group = { id: ctx.ids.uuid(), applicationId: application.id, name, settings, createdAt: ctx.clock.now() }
      if (!(await ctx.deploymentGroups.create(group))) throw deploymentGroupAlreadyExists(name)
      if ((await ctx.deploymentGroups.count(application.id)) > QUOTAS.deploymentGroupsPerApplication) {
        throw deploymentGroupLimitExceeded(QUOTAS.deploymentGroupsPerApplication)
      }
      await ctx.resourceTags.add(group.id, tags)
      return { deploymentGroupId: group.id }
    },
  },
)
