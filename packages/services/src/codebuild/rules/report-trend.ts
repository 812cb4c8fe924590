import type {
  ReportGroupTrendFieldType,
  ReportGroupTrendStats,
  ReportType,
  ReportWithRawData,
} from '@aws-sdk/client-codebuild'

/** What a trend is made from. */
export interface TrendReport {
  testSummary?: { total?: number; statusCounts?: Record<string, number>; durationInNanoSeconds?: number }
  codeCoverageSummary?: {
    lineCoveragePercentage?: number
    linesCovered?: number
    linesMissed?: number
    branchCoveragePercentage?: number
    branchesCovered?: number
    branchesMissed?: number
  }
}

type Value = (report: TrendReport) => number | undefined

const TEST_FIELDS: Partial<Record<ReportGroupTrendFieldType, Value>> = {
  PASS_RATE: ({ testSummary }) => testSummary && passRate(testSummary),
  DURATION: ({ testSummary }) => testSummary?.durationInNanoSeconds,
  TOTAL: ({ testSummary }) => testSummary?.total,
}

const COVERAGE_FIELDS: Partial<Record<ReportGroupTrendFieldType, Value>> = {
  LINE_COVERAGE: ({ codeCoverageSummary }) => codeCoverageSummary?.lineCoveragePercentage,
  LINES_COVERED: ({ codeCoverageSummary }) => codeCoverageSummary?.linesCovered,
  LINES_MISSED: ({ codeCoverageSummary }) => codeCoverageSummary?.linesMissed,
  BRANCH_COVERAGE: ({ codeCoverageSummary }) => codeCoverageSummary?.branchCoveragePercentage,
  BRANCHES_COVERED: ({ codeCoverageSummary }) => codeCoverageSummary?.branchesCovered,
  BRANCHES_MISSED: ({ codeCoverageSummary }) => codeCoverageSummary?.branchesMissed,
}

/** The value of a field in a report; undefined when groups of this type do not have that field. */
export function trendValue(type: ReportType, field: ReportGroupTrendFieldType): Value | undefined {
  return (type === 'TEST' ? TEST_FIELDS : COVERAGE_FIELDS)[field]
}

/** In percent, of all that was run. */
function passRate({ total = 0, statusCounts = {} }: NonNullable<TrendReport['testSummary']>): number {
  return total === 0 ? 0 : ((statusCounts.SUCCEEDED ?? 0) / total) * 100
}

/** Least, most and mean, as text (documented); none without reports. */
export function trendOf(values: { reportArn: string; value: number }[]): {
  stats?: ReportGroupTrendStats
  rawData: ReportWithRawData[]
} {
  const numbers = values.map(({ value }) => value)
  const rawData = values.map(({ reportArn, value }) => ({ reportArn, data: String(value) }))
  if (numbers.length === 0) return { rawData }
  const average = numbers.reduce((sum, value) => sum + value, 0) / numbers.length
  const stats = { average: String(average), max: String(Math.max(...numbers)), min: String(Math.min(...numbers)) }
  return { stats, rawData }
}
