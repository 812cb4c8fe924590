import { createHash } from 'node:crypto'
import type { CodeCoverage, Report, TestCase } from '@aws-sdk/client-codebuild'
import type { FileCoverage } from '../reports/report.ts'
import { percentage } from '../reports/summary.ts'
import { type Place, reportArn, reportGroupArn } from '../rules/arns.ts'
import type { StoredTestCase } from '../state/report-details.ts'
import type { StoredReport } from '../state/reports.ts'

export function reportAnswer(place: Place, report: StoredReport): Report {
  const { id, groupName, status, details, createdAt, expiresAt } = report
  return {
    ...details,
    arn: reportArn(place, id),
    reportGroupArn: reportGroupArn(place, groupName),
    status,
    created: new Date(createdAt),
    expired: new Date(expiresAt),
  }
}

export function testCaseAnswer(place: Place, { id, expiresAt }: StoredReport, test: StoredTestCase): TestCase {
  return {
    reportArn: reportArn(place, id),
    testRawDataPath: test.rawDataPath,
    prefix: test.prefix,
    name: test.name,
    status: test.status,
    durationInNanoSeconds: test.durationNanos,
    message: test.message,
    testSuiteName: test.suite,
    expired: new Date(expiresAt),
  }
}

export function coverageAnswer(place: Place, { id, expiresAt }: StoredReport, file: FileCoverage): CodeCoverage {
  const { path, linesCovered, linesMissed, branchesCovered, branchesMissed } = file
  return {
    id: createHash('sha256').update(`${id} ${path}`).digest('hex').slice(0, 32),
    reportARN: reportArn(place, id),
    filePath: path,
    lineCoveragePercentage: percentage(linesCovered, linesMissed),
    linesCovered,
    linesMissed,
    branchCoveragePercentage: percentage(branchesCovered, branchesMissed),
    branchesCovered,
    branchesMissed,
    expired: new Date(expiresAt),
  }
}
