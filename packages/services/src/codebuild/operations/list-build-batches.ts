import type {
  ListBuildBatchesForProjectInput,
  ListBuildBatchesForProjectOutput,
  ListBuildBatchesInput,
  ListBuildBatchesOutput,
} from '@aws-sdk/client-codebuild'
import { operation } from '@towpath/wire'
import { onAnything, onProject } from '../access.ts'
import { existingProject } from '../lookup.ts'
import { pageOf, positionOf } from '../paging.ts'
import type { Ctx, Room } from '../room.ts'
import { PAGE_SIZE } from '../rules/quotas.ts'

export const listBuildBatches = operation<ListBuildBatchesInput, ListBuildBatchesOutput, Room>('ListBuildBatches', {
  kind: 'read',
  access: () => [onAnything('ListBuildBatches')],
  run: (input, ctx) => batchPage(ctx, input),
})

export const listBuildBatchesForProject = operation<
  ListBuildBatchesForProjectInput,
  ListBuildBatchesForProjectOutput,
  Room
>('ListBuildBatchesForProject', {
  kind: 'read',
  access: (input, ctx) => [onProject('ListBuildBatchesForProject', ctx, input.projectName)],
  run: async ({ projectName, ...input }, ctx) =>
    batchPage(ctx, { ...input, projectName: (await existingProject(ctx, projectName)).name }),
})

/** Newest first unless asked otherwise. */
async function batchPage(
  ctx: Ctx,
  { projectName, sortOrder: order = 'DESCENDING', filter, nextToken, maxResults: size = PAGE_SIZE }: Query,
): Promise<ListBuildBatchesOutput> {
  const after = positionOf(nextToken, 'number')
  const query = { order, after, limit: size + 1, projectName, status: filter?.status }
  const page = pageOf(await ctx.batches.list(query), size)
  return { ids: page.items.map(({ id }) => id), nextToken: page.nextToken }
}

type Query = ListBuildBatchesInput & { projectName?: string }
