import type { DescribeCodeCoveragesInput, DescribeCodeCoveragesOutput } from '@aws-sdk/client-codebuild'
import { operation } from '@towpath/wire'
import { onReport } from '../access.ts'
import { coverageAnswer } from '../answers/report.ts'
import { existingReport } from '../lookup.ts'
import { positionOf, sortedPage } from '../paging.ts'
import { percentage } from '../reports/summary.ts'
import type { Room } from '../room.ts'
import { PAGE_SIZE } from '../rules/quotas.ts'

/** By path, unless asked otherwise. */
export const describeCodeCoverages = operation<DescribeCodeCoveragesInput, DescribeCodeCoveragesOutput, Room>(
  'DescribeCodeCoverages',
  {
    kind: 'read',
    access: (input, ctx) => [onReport('DescribeCodeCoverages', ctx, input.reportArn)],
    async run(input, ctx) {
      const { sortBy, sortOrder, nextToken, maxResults: size = PAGE_SIZE } = input
      const { minLineCoveragePercentage: least = 0, maxLineCoveragePercentage: most = 100 } = input
      const report = await existingReport(ctx, input.reportArn)
      const byPercentage = sortBy === 'LINE_COVERAGE_PERCENTAGE'
      const after = positionOf(nextToken, 'string')
      const rows = (await ctx.reportDetails.coverages(report.id)).map((file) => {
        const covered = percentage(file.linesCovered, file.linesMissed)
        return { key: byPercentage ? covered.toFixed(2).padStart(6, '0') : file.path, id: file.path, covered, file }
      })
      const wanted = rows.filter(({ covered }) => covered >= least && covered <= most)
      const page = sortedPage(wanted, { descending: sortOrder === 'DESCENDING', after, size })
      return {
        codeCoverages: page.items.map(({ file }) => coverageAnswer(ctx, report, file)),
        nextToken: page.nextToken,
      }
    },
  },
)
