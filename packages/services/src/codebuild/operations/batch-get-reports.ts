import type { BatchGetReportsInput, BatchGetReportsOutput, Report } from '@aws-sdk/client-codebuild'
import { operation } from '@towpath/wire'
import { onEach, onReport } from '../access.ts'
import { reportAnswer } from '../answers/report.ts'
import { checkBatch } from '../paging.ts'
import type { Room } from '../room.ts'
import { named } from '../rules/arns.ts'

export const batchGetReports = operation<BatchGetReportsInput, BatchGetReportsOutput, Room>('BatchGetReports', {
  kind: 'read',
  access: (input, ctx) => onEach(onReport, 'BatchGetReports', ctx, input.reportArns),
  async run(input, ctx) {
    const reports: Report[] = []
    const reportsNotFound: string[] = []
    for (const arn of checkBatch('reportArns', input.reportArns)) {
      const id = arn.startsWith('arn:') ? named(ctx, 'report', arn) : undefined
      const report = id === undefined ? undefined : await ctx.reports.find(id)
      if (report) reports.push(reportAnswer(ctx, report))
      else reportsNotFound.push(arn)
    }
    return { reports, reportsNotFound }
  },
})
