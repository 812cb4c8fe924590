import type {
  AddTagsToResourceRequest,
  ListTagsForResourceRequest,
  ListTagsForResourceResult,
  RemoveTagsFromResourceRequest,
} from '@aws-sdk/client-ssm'
import { operation } from '@towpath/wire'
import { onParameter, requestTags } from '../access.ts'
import { invalidResourceId, invalidResourceType } from '../errors.ts'
import { findParameter } from '../lookup.ts'
import type { Ctx, Room } from '../room.ts'
import { withoutTags, withTags } from '../rules/tags.ts'
import type { Parameter } from '../state/parameters.ts'

export const addTagsToResource = operation<AddTagsToResourceRequest, object, Room>('AddTagsToResource', {
  kind: 'write',
  access: async (input, ctx) => [
    await onParameter('AddTagsToResource', ctx, input.ResourceId, requestTags(input.Tags)),
  ],
  async run(input, ctx) {
    const { name, tags } = await tagged(ctx, input)
    await ctx.parameters.setTags(name, withTags(tags, input.Tags))
    return {}
  },
})

export const removeTagsFromResource = operation<RemoveTagsFromResourceRequest, object, Room>('RemoveTagsFromResource', {
  kind: 'write',
  access: async (input, ctx) => [
    await onParameter('RemoveTagsFromResource', ctx, input.ResourceId, { 'aws:TagKeys': input.TagKeys ?? [] }),
  ],
  async run(input, ctx) {
    const { name, tags } = await tagged(ctx, input)
    await ctx.parameters.setTags(name, withoutTags(tags, input.TagKeys))
    return {}
  },
})

export const listTagsForResource = operation<ListTagsForResourceRequest, ListTagsForResourceResult, Room>(
  'ListTagsForResource',
  {
    kind: 'read',
    access: async (input, ctx) => [await onParameter('ListTagsForResource', ctx, input.ResourceId)],
    async run(input, ctx) {
      const { tags } = await tagged(ctx, input)
      return { TagList: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }
    },
  },
)

async function tagged(ctx: Ctx, input: { ResourceType?: string; ResourceId?: string }): Promise<Parameter> {
  if (input.ResourceType !== 'Parameter') throw invalidResourceType(input.ResourceType ?? '')
  const parameter = await findParameter(ctx, input.ResourceId ?? '')
  if (!parameter) throw invalidResourceId()
  return parameter
}
