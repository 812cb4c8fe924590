import type { BatchGetDeploymentTargetsInput, BatchGetDeploymentTargetsOutput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onDeployment } from '../access.ts'
import { deploymentTarget } from '../answers/deployment-target.ts'
import { isTargetId, startedDeployment } from '../deployment-targets.ts'
import { deploymentTargetDoesNotExist, deploymentTargetIdRequired, invalidDeploymentTargetId } from '../errors.ts'
import { checkBatch } from '../paging.ts'
import type { Room } from '../room.ts'

/** In the order asked for. One id that is malformed or unknown fails the whole call. */
export const batchGetDeploymentTargets = operation<
  BatchGetDeploymentTargetsInput,
  BatchGetDeploymentTargetsOutput,
  Room
>('BatchGetDeploymentTargets', {
  kind: 'read',
  access: async (input, ctx) => [await onDeployment('BatchGetDeploymentTargets', ctx, input.deploymentId)],
  async run({ deploymentId, targetIds = [] }, ctx) {
    const deployment = await startedDeployment(ctx, deploymentId)
    if (targetIds.length === 0) throw deploymentTargetIdRequired()
    checkBatch(targetIds)
    for (const id of targetIds) if (!isTargetId(id)) throw invalidDeploymentTargetId(id)
    const found = await ctx.targets.findMany(deployment.id, targetIds)
    const byId = new Map(found.map((target) => [target.targetId, target]))
    const deploymentTargets = [...new Set(targetIds)].map((id) => {
      const target = byId.get(id)
      if (!target) throw deploymentTargetDoesNotExist(deployment.id, id)
      return deploymentTarget(target)
    })
    return { deploymentTargets }
  },
})
