import type { BatchGetBuildBatchesInput, BatchGetBuildBatchesOutput, BuildBatch } from '@aws-sdk/client-codebuild'
import { operation } from '@towpath/wire'
import { onBuilds } from '../access.ts'
import { batchAnswer, findBatch } from '../find-batch.ts'
import { checkBatch } from '../paging.ts'
import type { Room } from '../room.ts'

export const batchGetBuildBatches = operation<BatchGetBuildBatchesInput, BatchGetBuildBatchesOutput, Room>(
  'BatchGetBuildBatches',
  {
    kind: 'read',
    access: (input, ctx) => onBuilds('BatchGetBuildBatches', ctx, input.ids, 'build-batch'),
    async run(input, ctx) {
      const buildBatches: BuildBatch[] = []
      const buildBatchesNotFound: string[] = []
      for (const given of checkBatch('ids', input.ids)) {
        const batch = await findBatch(ctx, given)
        if (batch) buildBatches.push(await batchAnswer(ctx, batch))
        else buildBatchesNotFound.push(given)
      }
      return { buildBatches, buildBatchesNotFound }
    },
  },
)
