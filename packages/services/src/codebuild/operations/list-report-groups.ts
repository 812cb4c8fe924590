import type { ListReportGroupsInput, ListReportGroupsOutput } from '@aws-sdk/client-codebuild'
import { operation } from '@towpath/wire'
import { onAnything } from '../access.ts'
import { positionOf, sortedPage } from '../paging.ts'
import type { Room } from '../room.ts'
import { reportGroupArn } from '../rules/arns.ts'
import { PAGE_SIZE } from '../rules/quotas.ts'

export const listReportGroups = operation<ListReportGroupsInput, ListReportGroupsOutput, Room>('ListReportGroups', {
  kind: 'read',
  access: () => [onAnything('ListReportGroups')],
  async run({ sortBy = 'NAME', sortOrder, nextToken, maxResults: size = PAGE_SIZE }, ctx) {
    const key = { NAME: 'name', CREATED_TIME: 'createdAt', LAST_MODIFIED_TIME: 'modifiedAt' } as const
    const rows = (await ctx.reportGroups.list()).map((group) => ({ key: group[key[sortBy]], id: group.name }))
    const after = positionOf(nextToken, sortBy === 'NAME' ? 'string' : 'number')
    const page = sortedPage(rows, { descending: sortOrder === 'DESCENDING', after, size })
    return { reportGroups: page.items.map(({ id }) => reportGroupArn(ctx, id)), nextToken: page.nextToken }
  },
})
