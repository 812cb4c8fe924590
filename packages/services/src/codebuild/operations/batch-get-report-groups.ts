import type { BatchGetReportGroupsInput, BatchGetReportGroupsOutput, ReportGroup } from '@aws-sdk/client-codebuild'
import { operation } from '@towpath/wire'
import { onEach, onReportGroup } from '../access.ts'
import { reportGroupAnswer } from '../answers/report-group.ts'
import { checkBatch } from '../paging.ts'
import type { Room } from '../room.ts'
import { named } from '../rules/arns.ts'

export const batchGetReportGroups = operation<BatchGetReportGroupsInput, BatchGetReportGroupsOutput, Room>(
  'BatchGetReportGroups',
  {
    kind: 'read',
    access: (input, ctx) => onEach(onReportGroup, 'BatchGetReportGroups', ctx, input.reportGroupArns),
    async run(input, ctx) {
      const reportGroups: ReportGroup[] = []
      const reportGroupsNotFound: string[] = []
      for (const arn of checkBatch('reportGroupArns', input.reportGroupArns)) {
        const name = named(ctx, 'report-group', arn)
        const group = name === undefined ? undefined : await ctx.reportGroups.find(name)
        if (group) reportGroups.push(reportGroupAnswer(ctx, group))
        else reportGroupsNotFound.push(arn)
      }
      return { reportGroups, reportGroupsNotFound }
    },
  },
)
