import type { CodeCoverageReportSummary, TestReportSummary } from '@aws-sdk/client-codebuild'
import type { FileCoverage, TestCase } from './report.ts'

/** Test cases that a report keeps (documented). */
export const MOST_TEST_CASES = 500

const STATUSES = ['SUCCEEDED', 'FAILED', 'ERROR', 'SKIPPED', 'UNKNOWN'] as const

/** The summary of all tests, also of those that are not kept. */
export function testSummary(cases: readonly TestCase[]): TestReportSummary {
  const counts = STATUSES.map((status) => [status, cases.filter((each) => each.status === status).length])
  return {
    total: cases.length,
    statusCounts: Object.fromEntries(counts),
    durationInNanoSeconds: cases.reduce((sum, { durationNanos }) => sum + durationNanos, 0),
  }
}

/** The tests that are kept: those that did not succeed before the others (documented), otherwise in their order. */
export function keptTestCases<Case extends TestCase>(cases: readonly Case[]): { kept: Case[]; truncated: boolean } {
  const isBad = ({ status }: TestCase) => status === 'FAILED' || status === 'ERROR'
  const sorted = [...cases.filter(isBad), ...cases.filter((each) => !isBad(each))]
  return { kept: sorted.slice(0, MOST_TEST_CASES), truncated: sorted.length > MOST_TEST_CASES }
}

export function coverageSummary(files: readonly FileCoverage[]): CodeCoverageReportSummary {
  const sum = (member: Exclude<keyof FileCoverage, 'path'>) => files.reduce((total, file) => total + file[member], 0)
  const [linesCovered, linesMissed] = [sum('linesCovered'), sum('linesMissed')]
  const [branchesCovered, branchesMissed] = [sum('branchesCovered'), sum('branchesMissed')]
  return {
    lineCoveragePercentage: percentage(linesCovered, linesMissed),
    linesCovered,
    linesMissed,
    branchCoveragePercentage: percentage(branchesCovered, branchesMissed),
    branchesCovered,
    branchesMissed,
  }
}

/** In percent, to two digits. Of nothing, everything is covered. */
export function percentage(covered: number, missed: number): number {
  const total = covered + missed
  return total === 0 ? 100 : Math.round((covered / total) * 10_000) / 100
}
