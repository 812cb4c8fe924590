import type { BatchGetDeploymentInstancesInput, BatchGetDeploymentInstancesOutput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onDeployment } from '../access.ts'
import { instanceSummary } from '../answers/deployment-target.ts'
import { isTargetId } from '../deployment-targets.ts'
import { instanceIdRequired, invalidInstanceName } from '../errors.ts'
import { existingDeployment } from '../lookup.ts'
import { checkBatch } from '../paging.ts'
import type { Room } from '../room.ts'

/** Deprecated form of BatchGetDeploymentTargets. Unknown instances are left out and named in `errorMessage`. */
export const batchGetDeploymentInstances = operation<
  BatchGetDeploymentInstancesInput,
  BatchGetDeploymentInstancesOutput,
  Room
>('BatchGetDeploymentInstances', {
  kind: 'read',
  access: async (input, ctx) => [await onDeployment('BatchGetDeploymentInstances', ctx, input.deploymentId)],
  async run({ deploymentId, instanceIds = [] }, ctx) {
    const deployment = await existingDeployment(ctx, deploymentId)
    if (instanceIds.length === 0) throw instanceIdRequired()
    checkBatch(instanceIds)
    for (const id of instanceIds) if (!isTargetId(id)) throw invalidInstanceName(id)
    const found = await ctx.targets.findMany(deployment.id, instanceIds)
    const known = new Set(found.map(({ targetId }) => targetId))
    const unknown = instanceIds.filter((id) => !known.has(id))
    return {
      instancesSummary: found.map(instanceSummary),
      errorMessage:
        unknown.length === 0 ? '' : `The deployment ${deployment.id} has no instances ${unknown.join(', ')}.`,
    }
  },
})
