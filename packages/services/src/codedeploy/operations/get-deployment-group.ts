import type { GetDeploymentGroupInput, GetDeploymentGroupOutput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onDeploymentGroup } from '../access.ts'
import { deploymentGroupInfo } from '../answers/deployment-group-info.ts'
import { existingApplication, existingDeploymentGroup } from '../lookup.ts'
import type { Room } from '../room.ts'

export const getDeploymentGroup = operation<GetDeploymentGroupInput, GetDeploymentGroupOutput, Room>(
  'GetDeploymentGroup',
  {
    kind: 'read',
    access: (input, ctx) => [
      onDeploymentGroup('GetDeploymentGroup', ctx, input.applicationName, input.deploymentGroupName),
    ],
    async run(input, ctx) {
      const application = await existingApplication(ctx, input.applicationName)
      const group = await existingDeploymentGroup(ctx, application, input.deploymentGroupName)
      return { deploymentGroupInfo: deploymentGroupInfo(application, group) }
    },
  },
)
