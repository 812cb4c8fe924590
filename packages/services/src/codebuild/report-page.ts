import type { ListReportsInput, ListReportsOutput } from '@aws-sdk/client-codebuild'
import { pageOf, positionOf } from './paging.ts'
import type { Ctx } from './room.ts'
import { reportArn } from './rules/arns.ts'
import { PAGE_SIZE } from './rules/quotas.ts'

/** A page of the ARNs of reports, of one group or of all, newest first unless asked otherwise. */
export async function reportPage(
  ctx: Ctx,
  { groupName, sortOrder: order = 'DESCENDING', filter, nextToken, maxResults: size = PAGE_SIZE }: Query,
): Promise<ListReportsOutput> {
  const after = positionOf(nextToken, 'number')
  const query = { order, after, limit: size + 1, groupName, status: filter?.status }
  const page = pageOf(await ctx.reports.list(query), size)
  return { reports: page.items.map(({ id }) => reportArn(ctx, id)), nextToken: page.nextToken }
}

type Query = ListReportsInput & { groupName?: string }
