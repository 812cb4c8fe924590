import type { ListPipelineExecutionsInput, ListPipelineExecutionsOutput } from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onPipeline } from '../access.ts'
import { executionSummary } from '../answers/execution.ts'
import { existingPipeline } from '../lookup.ts'
import { BY_NUMBER, historyPage } from '../paging.ts'
import type { Room } from '../room.ts'
import { PAGE_SIZE } from '../rules/quotas.ts'

/** Newest first. What succeeded in a stage did so in the current version of the pipeline (documented). */
export const listPipelineExecutions = operation<ListPipelineExecutionsInput, ListPipelineExecutionsOutput, Room>(
  'ListPipelineExecutions',
  {
    kind: 'read',
    access: ({ pipelineName }, ctx) => [onPipeline('ListPipelineExecutions', ctx, pipelineName)],
    async run(input, ctx) {
      const { id, version } = await existingPipeline(ctx, input.pipelineName)
      const succeededInStage = input.filter?.succeededInStage?.stageName
      const filter = succeededInStage === undefined ? {} : { succeededInStage, version }
      const asked = { ...input, most: PAGE_SIZE.history }
      const { items, nextToken } = await historyPage(asked, BY_NUMBER, (limit, before) =>
        ctx.executions.list(id, { ...filter, limit, before }),
      )
      const artifacts = await ctx.artifacts.list(items.map((execution) => execution.id))
      return {
        pipelineExecutionSummaries: items.map((execution) => executionSummary(execution, artifacts)),
        nextToken,
      }
    },
  },
)
