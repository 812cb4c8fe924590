import type { ListDeploymentInstancesInput, ListDeploymentInstancesOutput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onDeployment } from '../access.ts'
import { listTargetIds } from '../deployment-targets.ts'
import type { Room } from '../room.ts'

/** Deprecated form of ListDeploymentTargets. */
export const listDeploymentInstances = operation<ListDeploymentInstancesInput, ListDeploymentInstancesOutput, Room>(
  'ListDeploymentInstances',
  {
    kind: 'read',
    access: async (input, ctx) => [await onDeployment('ListDeploymentInstances', ctx, input.deploymentId)],
    async run(input, ctx) {
      const { ids, nextToken } = await listTargetIds(ctx, {
        deploymentId: input.deploymentId,
        statuses: input.instanceStatusFilter,
        labels: input.instanceTypeFilter,
        nextToken: input.nextToken,
      })
      return { instancesList: ids, nextToken }
    },
  },
)
