import type {
  ListTagsForResourceInput,
  ListTagsForResourceOutput,
  TagResourceInput,
  UntagResourceInput,
} from '@aws-sdk/client-codestar-connections'
import { operation } from '@towpath/wire'
import { type Ctx, existingConnection, existingHost, needsOn, type Room } from '../room.ts'
import { parseResourceArn } from '../rules/arns.ts'
import { checkTags } from '../rules/tags.ts'

export const tagResource = operation<TagResourceInput, object, Room>('TagResource', {
  kind: 'write',
  access: (input, ctx) => needsOn(ctx, 'TagResource', input.ResourceArn),
  async run({ ResourceArn = '', Tags }, ctx) {
    const { id } = await tagged(ctx, ResourceArn)
    const present = (await ctx.resourceTags.list(id)).map(({ Key }) => Key)
    await ctx.resourceTags.add(id, checkTags(ResourceArn, Tags, present))
    return {}
  },
})

export const untagResource = operation<UntagResourceInput, object, Room>('UntagResource', {
  kind: 'write',
  access: (input, ctx) => needsOn(ctx, 'UntagResource', input.ResourceArn),
  async run({ ResourceArn = '', TagKeys = [] }, ctx) {
    const { id } = await tagged(ctx, ResourceArn)
    await ctx.resourceTags.remove(id, TagKeys)
    return {}
  },
})

export const listTagsForResource = operation<ListTagsForResourceInput, ListTagsForResourceOutput, Room>(
  'ListTagsForResource',
  {
    kind: 'read',
    access: (input, ctx) => needsOn(ctx, 'ListTagsForResource', input.ResourceArn),
    async run({ ResourceArn = '' }, ctx) {
      const { id } = await tagged(ctx, ResourceArn)
      return { Tags: await ctx.resourceTags.list(id) }
    },
  },
)

function tagged(ctx: Ctx, arn: string): Promise<{ id: string }> {
  return parseResourceArn(arn)?.kind === 'host' ? existingHost(ctx, arn) : existingConnection(ctx, arn)
}
