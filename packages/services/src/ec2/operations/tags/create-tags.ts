import type { CreateTagsRequest } from '@aws-sdk/client-ec2'
import { operation } from '@towpath/wire'
import { onInstances, withRequestTags } from '../../access.ts'
import { missingParameter } from '../../errors.ts'
import type { Room } from '../../room.ts'
import { checkTagCount, checkTags } from '../../rules/tags.ts'
import { taggable } from './taggable.ts'

export const createTags = operation<CreateTagsRequest, object, Room>('CreateTags', {
  kind: 'write',
  access: async (input, ctx) =>
    (await onInstances('CreateTags', ctx, input.Resources)).map((access) => withRequestTags(access, input.Tags)),
  async run(input, ctx) {
    const resources = await taggable(ctx, input.Resources)
    if (!input.Tags?.length) throw missingParameter('Tag')
    const tags = checkTags(input.Tags)
    for (const id of resources) {
      await ctx.tags.set(id, tags)
      checkTagCount(id, (await ctx.tags.of(id)).size)
    }
    return {}
  },
})
