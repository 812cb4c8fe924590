import type { DescribeTestCasesInput, DescribeTestCasesOutput } from '@aws-sdk/client-codebuild'
import { operation } from '@towpath/wire'
import { onReport } from '../access.ts'
import { testCaseAnswer } from '../answers/report.ts'
import { existingReport } from '../lookup.ts'
import { positionOf, sortedPage } from '../paging.ts'
import type { Room } from '../room.ts'
import { PAGE_SIZE } from '../rules/quotas.ts'
import type { StoredTestCase } from '../state/report-details.ts'

/** Tests that failed come first, then the others in the order of their files. */
export const describeTestCases = operation<DescribeTestCasesInput, DescribeTestCasesOutput, Room>('DescribeTestCases', {
  kind: 'read',
  access: (input, ctx) => [onReport('DescribeTestCases', ctx, input.reportArn)],
  async run({ reportArn, filter = {}, nextToken, maxResults: size = PAGE_SIZE }, ctx) {
    const report = await existingReport(ctx, reportArn)
    const after = positionOf(nextToken, 'number')
    const all = await ctx.reportDetails.testCases(report.id)
    const wanted = all.map((test, key) => ({ key, id: '', test })).filter(({ test }) => passes(test, filter))
    const page = sortedPage(wanted, { descending: false, after, size })
    return { testCases: page.items.map(({ test }) => testCaseAnswer(ctx, report, test)), nextToken: page.nextToken }
  },
})

/** The keyword is looked for in name and prefix, without regard to case (documented, the case observed). */
function passes(
  test: StoredTestCase,
  { status, keyword = '' }: NonNullable<DescribeTestCasesInput['filter']>,
): boolean {
  const text = `${test.prefix ?? ''} ${test.name}`.toLowerCase()
  return (status === undefined || test.status === status) && text.includes(keyword.toLowerCase())
}
