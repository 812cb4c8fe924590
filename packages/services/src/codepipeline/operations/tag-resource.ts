import type { TagResourceInput, TagResourceOutput } from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onResource, withRequestTags } from '../access.ts'
import { taggedPipeline } from '../lookup.ts'
import type { Room } from '../room.ts'
import { checkResourceTags } from '../rules/resource-tags.ts'

export const tagResource = operation<TagResourceInput, TagResourceOutput, Room>('TagResource', {
  kind: 'write',
  access: (input) => [withRequestTags(onResource('TagResource', input.resourceArn), input.tags)],
  async run({ resourceArn = '', tags = [] }, ctx) {
    const pipeline = await taggedPipeline(ctx, resourceArn)
    const present = await ctx.resourceTags.list(pipeline.id)
    await ctx.resourceTags.add(pipeline.id, checkResourceTags(resourceArn, tags, present))
    return {}
  },
})
