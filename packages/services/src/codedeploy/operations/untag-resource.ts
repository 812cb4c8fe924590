import type { UntagResourceInput, UntagResourceOutput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onResource } from '../access.ts'
import { tagRequired } from '../errors.ts'
import { tagOwner } from '../lookup.ts'
import type { Room } from '../room.ts'

export const untagResource = operation<UntagResourceInput, UntagResourceOutput, Room>('UntagResource', {
  kind: 'write',
  access: (input) => [
    { ...onResource('UntagResource', input.ResourceArn), conditions: { 'aws:TagKeys': input.TagKeys ?? [] } },
  ],
  async run(input, ctx) {
    const owner = await tagOwner(ctx, input.ResourceArn)
    if (!input.TagKeys?.length) throw tagRequired()
    const present = await ctx.resourceTags.list(owner)
    const removed = present.filter(({ Key }) => input.TagKeys?.includes(Key)).map(({ Key }) => Key)
    await ctx.resourceTags.remove(owner, removed)
    return {}
  },
})
