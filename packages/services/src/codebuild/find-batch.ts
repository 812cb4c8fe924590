import type { BuildBatch } from '@aws-sdk/client-codebuild'
import { buildBatchAnswer } from './answers/build-batch.ts'
import { batchNotFound, invalidBatchId } from './errors.ts'
import type { Ctx } from './room.ts'
import { isBuildId, named } from './rules/arns.ts'
import type { BatchRecord } from './rules/batch-record.ts'
import type { BuildRecord } from './rules/build-record.ts'

/** The batch of an id or ARN; undefined when there is none. */
export async function findBatch(ctx: Ctx, given: string): Promise<BatchRecord | undefined> {
  const id = named(ctx, 'build-batch', given)
  if (id !== undefined && !isBuildId(id)) throw invalidBatchId()
  return id === undefined ? undefined : ctx.batches.find(id)
}

export async function existingBatch(ctx: Ctx, given = ''): Promise<BatchRecord> {
  const batch = await findBatch(ctx, given)
  if (!batch) throw batchNotFound(given)
  return batch
}

/** A batch as answers show it, with what has become of its builds. */
export async function batchAnswer(ctx: Ctx, batch: BatchRecord): Promise<BuildBatch> {
  const builds = new Map<string, BuildRecord>()
  for (const id of batch.groups.flatMap(({ buildIds }) => buildIds)) {
    const build = await ctx.builds.find(id)
    if (build) builds.set(id, build)
  }
  return buildBatchAnswer(ctx, batch, await ctx.batches.input(batch.id), builds)
}
