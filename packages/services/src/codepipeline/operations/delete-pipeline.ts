import type { DeletePipelineInput } from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onPipeline } from '../access.ts'
import type { Room } from '../room.ts'

/** A name that is unknown is no error (observed). */
export const deletePipeline = operation<DeletePipelineInput, object, Room>('DeletePipeline', {
  kind: 'write',
  access: ({ name }, ctx) => [onPipeline('DeletePipeline', ctx, name)],
  async run({ name = '' }, ctx) {
    const pipeline = await ctx.pipelines.find(name)
    if (!pipeline) return {}
    await ctx.pipelines.delete(pipeline.id)
    await ctx.changes.deleted(ctx.db, pipeline)
    return {}
  },
})
