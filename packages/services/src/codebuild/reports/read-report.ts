import type { StoredTestCase } from '../state/report-details.ts'
import type { StoredReport } from '../state/reports.ts'
import { REPORT_READERS } from './formats/index.ts'
import type { FileCoverage } from './report.ts'
import { ReportProblem } from './report.ts'
import type { ReportFile, ReportFiles } from './report-files.ts'
import { coverageSummary, keptTestCases, testSummary } from './summary.ts'

/** Files of one report, and bytes of one file, that are read: what a build prints is anybody's. */
const MOST_FILES = 1000
const LARGEST_FILE = 20 * 1024 * 1024
/** Bytes of all files of a report. */
const LARGEST_REPORT = 100 * 1024 * 1024
/** Files of code that a report of coverage keeps. */
const MOST_COVERAGES = 10_000

/** A raw file as it was read. */
export interface RawFile {
  path: string
  bytes: Uint8Array
}

/** What the files of a report come to. */
export interface ReadReport {
  status: 'SUCCEEDED' | 'FAILED' | 'INCOMPLETE'
  truncated: boolean
  details: Pick<StoredReport['details'], 'testSummary' | 'codeCoverageSummary'>
  cases: StoredTestCase[]
  coverages: FileCoverage[]
  raw: RawFile[]
  /** Why it is INCOMPLETE. */
  notes: string[]
}

/** Reads the files of a report. What cannot be read is told in notes; the rest counts. */
export async function readReport({ format, files }: Pick<ReportFiles, 'format' | 'files'>): Promise<ReadReport> {
  const reader = REPORT_READERS[format]
  const { raw, notes } = await contents(files)
  const cases: StoredTestCase[] = []
  const coverages: FileCoverage[] = []
  for (const { path, bytes } of raw) {
    try {
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
      if (reader.type === 'TEST') for (const each of reader.read(text)) cases.push({ ...each, rawDataPath: path })
      else for (const each of reader.read(text)) coverages.push(each)
    } catch (error) {
      if (!(error instanceof ReportProblem)) throw error
      notes.push(`${path} is not a report of format ${format}: ${error.message}`)
    }
    // A large report takes a while; requests are served between its files.
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
  if (files.length === 0) notes.push('no report files were found')
  const report = summed(reader.type, cases, coverages)
  return { ...report, status: notes.length > 0 ? 'INCOMPLETE' : report.status, raw, notes }
}

function summed(
  type: 'TEST' | 'CODE_COVERAGE',
  cases: StoredTestCase[],
  coverages: FileCoverage[],
): Omit<ReadReport, 'raw' | 'notes'> {
  if (type === 'CODE_COVERAGE') {
    return {
      status: 'SUCCEEDED',
      truncated: coverages.length > MOST_COVERAGES,
      details: { codeCoverageSummary: coverageSummary(coverages) },
      cases: [],
      coverages: coverages.slice(0, MOST_COVERAGES),
    }
  }
  const bad = cases.some(({ status }) => status === 'FAILED' || status === 'ERROR')
  const { kept, truncated } = keptTestCases(cases)
  const status = bad ? 'FAILED' : 'SUCCEEDED'
  return { status, truncated, details: { testSummary: testSummary(cases) }, cases: kept, coverages: [] }
}

async function contents(files: readonly ReportFile[]): Promise<{ raw: RawFile[]; notes: string[] }> {
  const raw: RawFile[] = []
  const notes: string[] = []
  if (files.length > MOST_FILES) notes.push(`only the first ${MOST_FILES} of ${files.length} files are read`)
  let left = LARGEST_REPORT
  for (const { path, size, read } of files.slice(0, MOST_FILES)) {
    const most = Math.min(LARGEST_FILE, left)
    const bytes = size > most ? undefined : await read().catch(() => undefined)
    if (size > most) notes.push(`${path} is left out: with ${size} bytes it is too large`)
    else if (bytes === undefined || bytes.byteLength > most) notes.push(`${path} cannot be read`)
    else {
      raw.push({ path, bytes })
      left -= bytes.byteLength
    }
  }
  return { raw, notes }
}
