import type { ListPipelinesInput, ListPipelinesOutput } from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onAnything } from '../access.ts'
import { pageOf } from '../paging.ts'
import type { Room } from '../room.ts'
import { PAGE_SIZE } from '../rules/quotas.ts'

export const listPipelines = operation<ListPipelinesInput, ListPipelinesOutput, Room>('ListPipelines', {
  kind: 'read',
  access: () => [onAnything('ListPipelines')],
  async run(input, ctx) {
    const size = input.maxResults ?? PAGE_SIZE.pipelines
    const { items, nextToken } = pageOf(await ctx.pipelines.list(), ({ name }) => name, size, input.nextToken)
    const pipelines = items.map(({ name, version, definition, createdAt, updatedAt }) => ({
      name,
      version,
      pipelineType: definition.pipelineType,
      executionMode: definition.executionMode,
      created: new Date(createdAt),
      updated: new Date(updatedAt),
    }))
    return { pipelines, nextToken }
  },
})
