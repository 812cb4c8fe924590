import type { ListTagsForResourceInput, ListTagsForResourceOutput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onResource } from '../access.ts'
import { tagOwner } from '../lookup.ts'
import { pageOf } from '../paging.ts'
import type { Room } from '../room.ts'

export const listTagsForResource = operation<ListTagsForResourceInput, ListTagsForResourceOutput, Room>(
  'ListTagsForResource',
  {
    kind: 'read',
    access: (input) => [onResource('ListTagsForResource', input.ResourceArn)],
    async run(input, ctx) {
      const tags = await ctx.resourceTags.list(await tagOwner(ctx, input.ResourceArn))
      const { items, nextToken } = pageOf(tags, (tag) => tag.Key, input.NextToken)
      return { Tags: items, NextToken: nextToken }
    },
  },
)
