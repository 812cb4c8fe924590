import type { ListDeploymentGroupsInput, ListDeploymentGroupsOutput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onApplication } from '../access.ts'
import { existingApplication } from '../lookup.ts'
import { pageOf } from '../paging.ts'
import type { Room } from '../room.ts'

export const listDeploymentGroups = operation<ListDeploymentGroupsInput, ListDeploymentGroupsOutput, Room>(
  'ListDeploymentGroups',
  {
    kind: 'read',
    access: (input, ctx) => [onApplication('ListDeploymentGroups', ctx, input.applicationName)],
    async run(input, ctx) {
      const application = await existingApplication(ctx, input.applicationName)
      const names = (await ctx.deploymentGroups.list(application.id)).map((group) => group.name)
      const { items, nextToken } = pageOf(names, (name) => name, input.nextToken)
      return { applicationName: application.name, deploymentGroups: items, nextToken }
    },
  },
)
