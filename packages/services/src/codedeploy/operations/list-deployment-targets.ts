import type { ListDeploymentTargetsInput, ListDeploymentTargetsOutput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onDeployment } from '../access.ts'
import { listTargetIds, targetFilters } from '../deployment-targets.ts'
import type { Room } from '../room.ts'

export const listDeploymentTargets = operation<ListDeploymentTargetsInput, ListDeploymentTargetsOutput, Room>(
  'ListDeploymentTargets',
  {
    kind: 'read',
    access: async (input, ctx) => [await onDeployment('ListDeploymentTargets', ctx, input.deploymentId)],
    async run({ deploymentId, targetFilters: filters, nextToken: token }, ctx) {
      const asked = { deploymentId, nextToken: token, ...targetFilters(filters) }
      const { ids, nextToken } = await listTargetIds(ctx, asked)
      return { targetIds: ids, nextToken }
    },
  },
)
