import type {
  ListDeployActionExecutionTargetsInput,
  ListDeployActionExecutionTargetsOutput,
} from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onAnything, onPipeline } from '../access.ts'
import { actionExecutionNotFound } from '../errors.ts'
import { existingPipeline } from '../lookup.ts'
import { pageOf } from '../paging.ts'
import type { Room } from '../room.ts'
import { PAGE_SIZE } from '../rules/quotas.ts'

const NAME = 'ListDeployActionExecutionTargets'

/**
 * The instances that an action of the provider EC2 deploys to by itself. No such action is carried out here, so there are
 * none; those of a CodeDeploy action are CodeDeploy's to tell (`ListDeploymentTargets`), as on AWS.
 */
export const listDeployActionExecutionTargets = operation<
  ListDeployActionExecutionTargetsInput,
  ListDeployActionExecutionTargetsOutput,
  Room
>(NAME, {
  kind: 'read',
  access: ({ pipelineName }, ctx) => [pipelineName ? onPipeline(NAME, ctx, pipelineName) : onAnything(NAME)],
  async run({ pipelineName, actionExecutionId = '', nextToken: token }, ctx) {
    const pipeline = pipelineName === undefined ? undefined : await existingPipeline(ctx, pipelineName)
    const execution = await ctx.actionExecutions.find(actionExecutionId)
    if (!execution || (pipeline && execution.pipelineId !== pipeline.id)) {
      throw actionExecutionNotFound(actionExecutionId)
    }
    const { items: targets, nextToken } = pageOf<{ targetId: string }>(
      [],
      ({ targetId }) => targetId,
      PAGE_SIZE.history,
      token,
    )
    return { targets, nextToken }
  },
})
