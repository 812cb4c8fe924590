import type { StopBuildBatchInput, StopBuildBatchOutput } from '@aws-sdk/client-codebuild'
import { operation } from '@towpath/wire'
import { onBuilds } from '../access.ts'
import { stopBatch } from '../batch-runs/start-batch.ts'
import { batchAnswer, existingBatch } from '../find-batch.ts'
import type { Room } from '../room.ts'

/** A batch that has ended is answered as it is; one that runs ends once its builds have. */
export const stopBuildBatch = operation<StopBuildBatchInput, StopBuildBatchOutput, Room>('StopBuildBatch', {
  kind: 'write',
  access: (input, ctx) => onBuilds('StopBuildBatch', ctx, [input.id ?? ''], 'build-batch'),
  async run({ id }, ctx) {
    const batch = await existingBatch(ctx, id)
    await stopBatch(ctx.engine, ctx.db, ctx, batch)
    return { buildBatch: await batchAnswer(ctx, await existingBatch(ctx, batch.id)) }
  },
})
