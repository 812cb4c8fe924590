import type { DeleteBuildBatchInput, DeleteBuildBatchOutput } from '@aws-sdk/client-codebuild'
import { operation } from '@towpath/wire'
import { onBuilds } from '../access.ts'
import { batchInProgress } from '../errors.ts'
import { findBatch } from '../find-batch.ts'
import type { Room } from '../room.ts'
import { buildArn } from '../rules/arns.ts'

/** With its builds. Deleting what does not exist succeeds: the model has no exception for it. */
export const deleteBuildBatch = operation<DeleteBuildBatchInput, DeleteBuildBatchOutput, Room>('DeleteBuildBatch', {
  kind: 'write',
  access: (input, ctx) => onBuilds('DeleteBuildBatch', ctx, [input.id ?? ''], 'build-batch'),
  async run({ id = '' }, ctx) {
    const batch = await findBatch(ctx, id)
    if (!batch) return { statusCode: 'BATCH_DELETED', buildsDeleted: [], buildsNotDeleted: [] }
    if (batch.status === 'IN_PROGRESS') throw batchInProgress(batch.id)
    const buildsDeleted: string[] = []
    for (const buildId of batch.groups.flatMap(({ buildIds }) => buildIds)) {
      if ((await ctx.builds.find(buildId)) === undefined) continue
      await ctx.builds.delete(buildId)
      buildsDeleted.push(buildArn(ctx, buildId))
    }
    await ctx.batches.delete(batch.id)
    return { statusCode: 'BATCH_DELETED', buildsDeleted, buildsNotDeleted: [] }
  },
})
