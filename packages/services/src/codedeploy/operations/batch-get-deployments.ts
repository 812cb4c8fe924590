import type { BatchGetDeploymentsInput, BatchGetDeploymentsOutput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onDeployment } from '../access.ts'
import { deploymentInfo } from '../answers/deployment-info.ts'
import { deploymentIdRequired } from '../errors.ts'
import { checkDeploymentId } from '../lookup.ts'
import { checkBatch } from '../paging.ts'
import type { Room } from '../room.ts'

/** Unknown ids are left out silently, as the list of errors tells. */
export const batchGetDeployments = operation<BatchGetDeploymentsInput, BatchGetDeploymentsOutput, Room>(
  'BatchGetDeployments',
  {
    kind: 'read',
    access: (input, ctx) =>
      Promise.all((input.deploymentIds ?? []).map((id) => onDeployment('BatchGetDeployments', ctx, id))),
    async run(input, ctx) {
      const ids = input.deploymentIds ?? []
      if (ids.length === 0) throw deploymentIdRequired()
      checkBatch(ids)
      const found = await ctx.deployments.findMany(ids.map(checkDeploymentId))
      const byId = new Map(found.map((deployment) => [deployment.id, deployment]))
      const deploymentsInfo = []
      for (const id of new Set(ids)) {
        const deployment = byId.get(id)
        if (!deployment) continue
        const overview = deployment.overview ?? (await ctx.targets.overview(id))
        deploymentsInfo.push(deploymentInfo(deployment, overview))
      }
      return { deploymentsInfo }
    },
  },
)
