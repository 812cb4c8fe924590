/** One test of a report, as a file told of it. */
export interface TestCase {
  name: string
  /** Name of the suite it stands in. */
  suite?: string
  /** What its name is qualified by: the class, the feature. */
  prefix?: string
  status: 'SUCCEEDED' | 'FAILED' | 'ERROR' | 'SKIPPED' | 'UNKNOWN'
  durationNanos: number
  /** Why it did not succeed. At most LONGEST_MESSAGE characters. */
  message?: string
}

/** What the tests touched of one file. */
export interface FileCoverage {
  path: string
  linesCovered: number
  linesMissed: number
  branchesCovered: number
  branchesMissed: number
}

/** A file is no report of its format. The report is INCOMPLETE then; the build is not touched by it. */
export class ReportProblem extends Error {}

/** Longest message of a test that is kept, in characters (documented). */
export const LONGEST_MESSAGE = 5000

export const seconds = (text: string | undefined) => nanos(text, 1_000_000_000)
export const milliseconds = (text: string | undefined) => nanos(text, 1_000_000)

/** `1,234.5` counts as well: some writers group digits. What is no number, or below zero, is nothing. */
function nanos(text: string | undefined, unit: number): number {
  const value = Number((text ?? '').replaceAll(',', ''))
  return Number.isFinite(value) && value > 0 ? Math.round(value * unit) : 0
}

/** A message as it is kept; undefined for none. */
export function message(...candidates: (string | undefined)[]): string | undefined {
  const found = candidates.map((each) => each?.trim()).find((each) => each)
  return found?.slice(0, LONGEST_MESSAGE)
}
