import type { DeleteTagsRequest } from '@aws-sdk/client-ec2'
import { operation } from '@towpath/wire'
import { onInstances } from '../../access.ts'
import { missingParameter } from '../../errors.ts'
import type { Room } from '../../room.ts'
import { taggable } from './taggable.ts'

/** Without tags it deletes all; a tag with a value is deleted only where it has that value (documented). */
export const deleteTags = operation<DeleteTagsRequest, object, Room>('DeleteTags', {
  kind: 'write',
  access: (input, ctx) => onInstances('DeleteTags', ctx, input.Resources),
  async run(input, ctx) {
    for (const id of await taggable(ctx, input.Resources)) {
      if (!input.Tags?.length) await ctx.tags.removeAll(id)
      for (const { Key, Value } of input.Tags ?? []) {
        if (!Key) throw missingParameter('Tag.N.Key')
        await ctx.tags.remove(id, Key, Value)
      }
    }
    return {}
  },
})
