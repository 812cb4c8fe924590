import type { ListReportsForReportGroupInput, ListReportsForReportGroupOutput } from '@aws-sdk/client-codebuild'
import { operation } from '@towpath/wire'
import { onReportGroup } from '../access.ts'
import { existingReportGroup } from '../lookup.ts'
import { reportPage } from '../report-page.ts'
import type { Room } from '../room.ts'

export const listReportsForReportGroup = operation<
  ListReportsForReportGroupInput,
  ListReportsForReportGroupOutput,
  Room
>('ListReportsForReportGroup', {
  kind: 'read',
  access: (input, ctx) => [onReportGroup('ListReportsForReportGroup', ctx, input.reportGroupArn)],
  run: async ({ reportGroupArn, ...input }, ctx) =>
    reportPage(ctx, { ...input, groupName: (await existingReportGroup(ctx, reportGroupArn)).name }),
})
