import type { RetryBuildBatchInput, RetryBuildBatchOutput } from '@aws-sdk/client-codebuild'
import { operation } from '@towpath/wire'
import { onBuilds } from '../access.ts'
import { retryBatch } from '../batch-runs/start-batch.ts'
import { batchNotRetryable, idempotencyMismatch, invalidBatchId } from '../errors.ts'
import { batchAnswer, existingBatch } from '../find-batch.ts'
import type { Room } from '../room.ts'
import { TOKEN_KEPT } from '../rules/start-token.ts'

/** Only batches that have ended otherwise than well are done again (documented), as the same batch. */
export const retryBuildBatch = operation<RetryBuildBatchInput, RetryBuildBatchOutput, Room>('RetryBuildBatch', {
  kind: 'write',
  access: (input, ctx) => onBuilds('RetryBuildBatch', ctx, [input.id ?? ''], 'build-batch'),
  async run({ id, idempotencyToken: token, retryType = 'RETRY_ALL_BUILDS' }, ctx) {
    if (!id) throw invalidBatchId()
    const batch = await existingBatch(ctx, id)
    const at = ctx.clock.now()
    const tokens = `batch-retry/${batch.projectName}`
    const known = token ? await ctx.startTokens.find(tokens, token) : undefined
    if (token && known && at - known.createdAt <= TOKEN_KEPT) {
      if (known.buildId !== batch.id || known.request !== retryType) throw idempotencyMismatch(token)
      return { buildBatch: await batchAnswer(ctx, batch) }
    }
    const input = await ctx.batches.input(batch.id)
    if (!input || batch.status === 'IN_PROGRESS' || batch.status === 'SUCCEEDED') {
      throw batchNotRetryable(batch.id, batch.status)
    }
    const only = retryType === 'RETRY_FAILED_BUILDS' ? 'failed' : 'all'
    const retried = await retryBatch(ctx.engine, ctx.db, ctx, { batch, input, only, at })
    const used = { projectName: tokens, buildId: batch.id, request: retryType, createdAt: at }
    if (token) await ctx.startTokens.put({ ...used, token })
    return { buildBatch: await batchAnswer(ctx, retried) }
  },
})
