import type { TagResourceInput, TagResourceOutput } from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onResource, withRequestTags } from '../access.ts'
import { taggedResource } from '../lookup.ts'
import type { Room } from '../room.ts'
import { checkResourceTags } from '../rules/resource-tags.ts'

export const tagResource = operation<TagResourceInput, TagResourceOutput, Room>('TagResource', {
  kind: 'write',
  access: (input) => [withRequestTags(onResource('TagResource', input.resourceArn), input.tags)],
  async run({ resourceArn = '', tags = [] }, ctx) {
    const resource = await taggedResource(ctx, resourceArn)
    const present = await ctx.resourceTags.list(resource.id)
    await ctx.resourceTags.add(resource.id, checkResourceTags(resourceArn, tags, present))
    return {}
  },
})
