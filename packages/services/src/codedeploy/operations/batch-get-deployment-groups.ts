import type {
  BatchGetDeploymentGroupsInput,
  BatchGetDeploymentGroupsOutput,
  DeploymentGroupInfo,
} from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onDeploymentGroup, upToLimit } from '../access.ts'
import { deploymentGroupInfo } from '../answers/deployment-group-info.ts'
import { deploymentGroupNameRequired } from '../errors.ts'
import { existingApplication } from '../lookup.ts'
import { checkBatch } from '../paging.ts'
import type { Room } from '../room.ts'
import { checkDeploymentGroupName } from '../rules/names.ts'

/** Groups that do not exist are left out and told of in `errorMessage`. */
export const batchGetDeploymentGroups = operation<BatchGetDeploymentGroupsInput, BatchGetDeploymentGroupsOutput, Room>(
  'BatchGetDeploymentGroups',
  {
    kind: 'read',
    access: (input, ctx) =>
      upToLimit(input.deploymentGroupNames).map((name) =>
        onDeploymentGroup('BatchGetDeploymentGroups', ctx, input.applicationName, name),
      ),
    async run(input, ctx) {
      const application = await existingApplication(ctx, input.applicationName)
      const names = new Set((input.deploymentGroupNames ?? []).map(checkDeploymentGroupName))
      if (names.size === 0) throw deploymentGroupNameRequired()
      checkBatch([...names])
      const deploymentGroupsInfo: DeploymentGroupInfo[] = []
      const unknown: string[] = []
      for (const name of names) {
        const group = await ctx.deploymentGroups.find(application.id, name)
        if (group) deploymentGroupsInfo.push(deploymentGroupInfo(application, group))
        else unknown.push(name)
      }
      const errorMessage = unknown.length > 0 ? `These deployment groups do not exist: ${unknown.join(', ')}` : ''
      return { deploymentGroupsInfo, errorMessage }
    },
  },
)
