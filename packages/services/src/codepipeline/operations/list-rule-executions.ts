import type { ListRuleExecutionsInput, ListRuleExecutionsOutput } from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onPipeline } from '../access.ts'
import { ruleExecutionDetail } from '../answers/work-execution.ts'
import { executionAsked, existingPipeline } from '../lookup.ts'
import { BY_START, historyPage } from '../paging.ts'
import type { Room } from '../room.ts'
import { latestAttempts } from '../rules/latest-attempts.ts'
import { PAGE_SIZE } from '../rules/quotas.ts'
import type { RuleExecution } from '../state/rule-executions.ts'

/** Most rules that an execution is searched for the latest of each; no execution comes near. */
const MOST_IN_EXECUTION = 10_000

const CHECKS = {
  keyOf: ({ stage, hook, rule }: RuleExecution) => `${stage}/${hook}/${rule}`,
  rankOf: ({ check }: RuleExecution) => check,
}

/** Newest first: over all executions of the pipeline, or those of one, repeated checks included or not. */
export const listRuleExecutions = operation<ListRuleExecutionsInput, ListRuleExecutionsOutput, Room>(
  'ListRuleExecutions',
  {
    kind: 'read',
    access: ({ pipelineName }, ctx) => [onPipeline('ListRuleExecutions', ctx, pipelineName)],
    async run(input, ctx) {
      const pipeline = await existingPipeline(ctx, input.pipelineName)
      const { executionId, onlyLatest } = await executionAsked(ctx, pipeline, input.filter)
      const asked = { ...input, most: PAGE_SIZE.history }
      const { items, nextToken } = await historyPage(asked, BY_START, async (limit, before) => {
        if (!onlyLatest) return ctx.ruleExecutions.list(pipeline.id, { limit, before, executionId })
        const rules = await ctx.ruleExecutions.list(pipeline.id, { limit: MOST_IN_EXECUTION, executionId })
        return latestAttempts(rules, CHECKS, before).slice(0, limit)
      })
      return { ruleExecutionDetails: items.map(ruleExecutionDetail), nextToken }
    },
  },
)
