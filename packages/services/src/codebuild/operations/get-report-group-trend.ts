import type { GetReportGroupTrendInput, GetReportGroupTrendOutput } from '@aws-sdk/client-codebuild'
import { operation } from '@towpath/wire'
import { onReportGroup } from '../access.ts'
import { invalidInput, noSuchTrend } from '../errors.ts'
import { existingReportGroup } from '../lookup.ts'
import type { Room } from '../room.ts'
import { reportArn } from '../rules/arns.ts'
import { trendOf, trendValue } from '../rules/report-trend.ts'

/** Reports that a trend is made of, unless fewer are asked for (documented). */
const MOST_REPORTS = 100

/** Over the newest reports of a group. */
export const getReportGroupTrend = operation<GetReportGroupTrendInput, GetReportGroupTrendOutput, Room>(
  'GetReportGroupTrend',
  {
    kind: 'read',
    access: (input, ctx) => [onReportGroup('GetReportGroupTrend', ctx, input.reportGroupArn)],
    async run({ reportGroupArn, trendField, numOfReports = MOST_REPORTS }, ctx) {
      if (!trendField) throw invalidInput('trendField is required')
      const group = await existingReportGroup(ctx, reportGroupArn)
      const valueIn = trendValue(group.type, trendField)
      if (!valueIn) throw noSuchTrend(trendField, group.type)
      const reports = await ctx.reports.newestOf(group.name, numOfReports)
      const values = reports.flatMap(({ id, details }) => {
        const value = valueIn(details)
        return value === undefined ? [] : [{ reportArn: reportArn(ctx, id), value }]
      })
      return trendOf(values)
    },
  },
)
