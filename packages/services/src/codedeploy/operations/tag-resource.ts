import type { TagResourceInput, TagResourceOutput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onResource, withRequestTags } from '../access.ts'
import { tagRequired } from '../errors.ts'
import { tagOwner } from '../lookup.ts'
import type { Room } from '../room.ts'
import { checkResourceTags } from '../rules/resource-tags.ts'

export const tagResource = operation<TagResourceInput, TagResourceOutput, Room>('TagResource', {
  kind: 'write',
  access: (input) => [withRequestTags(onResource('TagResource', input.ResourceArn), input.Tags)],
  async run(input, ctx) {
    const owner = await tagOwner(ctx, input.ResourceArn)
    if (!input.Tags?.length) throw tagRequired()
    const tags = checkResourceTags(input.Tags, await ctx.resourceTags.list(owner))
    await ctx.resourceTags.add(owner, tags)
    return {}
  },
})
