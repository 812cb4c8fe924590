import type { DeleteReportInput, DeleteReportOutput } from '@aws-sdk/client-codebuild'
import { operation } from '@towpath/wire'
import { onReport } from '../access.ts'
import { invalidReportArn } from '../errors.ts'
import type { Room } from '../room.ts'
import { named } from '../rules/arns.ts'

/** Deleting what does not exist succeeds: the model has no exception for it. */
export const deleteReport = operation<DeleteReportInput, DeleteReportOutput, Room>('DeleteReport', {
  kind: 'write',
  access: (input, ctx) => [onReport('DeleteReport', ctx, input.arn)],
  async run({ arn = '' }, ctx) {
    if (!arn.startsWith('arn:')) throw invalidReportArn(arn)
    const id = named(ctx, 'report', arn)
    if (id !== undefined) await ctx.reports.delete(id)
    return {}
  },
})
