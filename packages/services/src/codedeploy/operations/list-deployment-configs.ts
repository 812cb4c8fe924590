import type { ListDeploymentConfigsInput, ListDeploymentConfigsOutput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onAnything } from '../access.ts'
import { pageOf } from '../paging.ts'
import type { Room } from '../room.ts'

export const listDeploymentConfigs = operation<ListDeploymentConfigsInput, ListDeploymentConfigsOutput, Room>(
  'ListDeploymentConfigs',
  {
    kind: 'read',
    access: () => [onAnything('ListDeploymentConfigs')],
    async run(input, ctx) {
      const names = (await ctx.deploymentConfigs.list()).map((config) => config.name)
      const { items, nextToken } = pageOf(names, (name) => name, input.nextToken)
      return { deploymentConfigsList: items, nextToken }
    },
  },
)
