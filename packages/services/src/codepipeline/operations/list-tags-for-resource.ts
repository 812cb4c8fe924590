import type { ListTagsForResourceInput, ListTagsForResourceOutput } from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onResource } from '../access.ts'
import { taggedResource } from '../lookup.ts'
import { pageOf } from '../paging.ts'
import type { Room } from '../room.ts'
import { QUOTAS } from '../rules/quotas.ts'

/** Takes paging members, and answers everything on one page whatever they ask for (documented). */
export const listTagsForResource = operation<ListTagsForResourceInput, ListTagsForResourceOutput, Room>(
  'ListTagsForResource',
  {
    kind: 'read',
    access: ({ resourceArn }) => [onResource('ListTagsForResource', resourceArn)],
    async run({ resourceArn, nextToken }, ctx) {
      const tags = await ctx.resourceTags.list((await taggedResource(ctx, resourceArn)).id)
      return { tags: pageOf(tags, ({ key }) => key, QUOTAS.tags, nextToken).items }
    },
  },
)
