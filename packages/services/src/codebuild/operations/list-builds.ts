import type { ListBuildsInput, ListBuildsOutput } from '@aws-sdk/client-codebuild'
import { operation } from '@towpath/wire'
import { onAnything } from '../access.ts'
import { pageOf, positionOf } from '../paging.ts'
import type { Room } from '../room.ts'
import { PAGE_SIZE } from '../rules/quotas.ts'

/** Newest first unless asked otherwise. */
export const listBuilds = operation<ListBuildsInput, ListBuildsOutput, Room>('ListBuilds', {
  kind: 'read',
  access: () => [onAnything('ListBuilds')],
  async run({ sortOrder: order = 'DESCENDING', nextToken }, ctx) {
    const after = positionOf(nextToken, 'number')
    const page = pageOf(await ctx.builds.byStart({ order, after, limit: PAGE_SIZE + 1 }), PAGE_SIZE)
    return { ids: page.items.map(({ id }) => id), nextToken: page.nextToken }
  },
})
