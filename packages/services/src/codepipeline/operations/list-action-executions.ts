import type { ListActionExecutionsInput, ListActionExecutionsOutput } from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onPipeline } from '../access.ts'
import { actionExecutionDetail } from '../answers/work-execution.ts'
import { executionAsked, existingPipeline } from '../lookup.ts'
import { BY_START, historyPage } from '../paging.ts'
import type { Room } from '../room.ts'
import { latestAttempts } from '../rules/latest-attempts.ts'
import { PAGE_SIZE } from '../rules/quotas.ts'
import type { ActionExecution } from '../state/action-executions.ts'

const ATTEMPTS = {
  keyOf: ({ stage, action }: ActionExecution) => `${stage}/${action}`,
  rankOf: ({ attempt }: ActionExecution) => attempt,
}

/** Newest first: over all executions of the pipeline, or those of one, retries included or not. */
export const listActionExecutions = operation<ListActionExecutionsInput, ListActionExecutionsOutput, Room>(
  'ListActionExecutions',
  {
    kind: 'read',
    access: ({ pipelineName }, ctx) => [onPipeline('ListActionExecutions', ctx, pipelineName)],
    async run(input, ctx) {
      const pipeline = await existingPipeline(ctx, input.pipelineName)
      const { executionId, onlyLatest } = await executionAsked(ctx, pipeline, input.filter)
      const asked = { ...input, most: PAGE_SIZE.history }
      const { items, nextToken } = await historyPage(asked, BY_START, async (limit, before) => {
        if (!onlyLatest) return ctx.actionExecutions.list(pipeline.id, { limit, before, executionId })
        const attempts = await ctx.actionExecutions.ofExecution(executionId)
        return latestAttempts(attempts, ATTEMPTS, before).slice(0, limit)
      })
      return { actionExecutionDetails: items.map(actionExecutionDetail), nextToken }
    },
  },
)
