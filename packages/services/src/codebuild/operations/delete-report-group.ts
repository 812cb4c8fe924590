import type { DeleteReportGroupInput, DeleteReportGroupOutput } from '@aws-sdk/client-codebuild'
import { operation } from '@towpath/wire'
import { onReportGroup } from '../access.ts'
import { invalidReportGroupArn, reportGroupHasReports } from '../errors.ts'
import type { Room } from '../room.ts'
import { named } from '../rules/arns.ts'

/** Deleting what does not exist succeeds: the model has no exception for it. */
export const deleteReportGroup = operation<DeleteReportGroupInput, DeleteReportGroupOutput, Room>('DeleteReportGroup', {
  kind: 'write',
  access: (input, ctx) => [onReportGroup('DeleteReportGroup', ctx, input.arn)],
  async run({ arn = '', deleteReports = false }, ctx) {
    if (!arn.startsWith('arn:')) throw invalidReportGroupArn(arn)
    const name = named(ctx, 'report-group', arn)
    if (name === undefined) return {}
    if (!deleteReports && (await ctx.reports.anyOf(name))) throw reportGroupHasReports(arn)
    await ctx.reports.deleteOf(name)
    await ctx.reportGroups.delete(name)
    return {}
  },
})
