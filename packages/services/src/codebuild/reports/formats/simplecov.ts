import { object, readReportJson } from '../json.ts'
import { LineCounts } from '../line-counts.ts'
import { type FileCoverage, ReportProblem } from '../report.ts'

/**
 * SimpleCov: `coverage` at the top, as its JSON formatter writes it, or one for each suite, as in `.resultset.json`.
 * Lines are hits by position, null where there is no code.
 */
export function simplecov(source: string): FileCoverage[] {
  const root = object(readReportJson(source))
  const parts = [root, ...Object.values(root).map(object)].filter((part) => 'coverage' in part)
  if (parts.length === 0) throw new ReportProblem('Expected "coverage"')
  const counts = new LineCounts()
  for (const part of parts) {
    for (const [path, value] of Object.entries(object(part.coverage))) {
      const file = object(value)
      const lines = Array.isArray(value) ? value : file.lines
      for (const [index, hits] of (Array.isArray(lines) ? lines : []).entries()) {
        if (typeof hits === 'number') counts.line(path, index + 1, hits > 0)
      }
      const branches = branchHits(file.branches)
      counts.branches(path, branches.filter((hits) => hits > 0).length, branches.length)
    }
  }
  return counts.files()
}

/** A list of branches with their coverage, or, in result sets, conditions with the hits of their branches. */
function branchHits(branches: unknown): number[] {
  if (Array.isArray(branches)) return branches.map((branch) => object(branch).coverage).filter(isNumber)
  return Object.values(object(branches)).flatMap((condition) => Object.values(object(condition)).filter(isNumber))
}

const isNumber = (value: unknown): value is number => typeof value === 'number'
