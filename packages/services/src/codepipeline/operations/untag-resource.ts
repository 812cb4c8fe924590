import type { UntagResourceInput, UntagResourceOutput } from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onResource } from '../access.ts'
import { systemTags } from '../errors.ts'
import { taggedResource } from '../lookup.ts'
import type { Room } from '../room.ts'
import { isSystemTag } from '../rules/resource-tags.ts'

export const untagResource = operation<UntagResourceInput, UntagResourceOutput, Room>('UntagResource', {
  kind: 'write',
  access: ({ resourceArn, tagKeys = [] }) => [
    { ...onResource('UntagResource', resourceArn), conditions: { 'aws:TagKeys': tagKeys } },
  ],
  async run({ resourceArn, tagKeys = [] }, ctx) {
    const resource = await taggedResource(ctx, resourceArn)
    if (tagKeys.some(isSystemTag)) throw systemTags()
    const present = await ctx.resourceTags.list(resource.id)
    // Only what is there, so that the statement stays small however many keys were named.
    const removed = present.map(({ key }) => key).filter((key) => tagKeys.includes(key))
    await ctx.resourceTags.remove(resource.id, removed)
    return {}
  },
})
