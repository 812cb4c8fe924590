import type { ReportFormat } from '../../buildspec/buildspec.ts'
import type { FileCoverage, TestCase } from '../report.ts'
import { clover } from './clover.ts'
import { cobertura } from './cobertura.ts'
import { cucumber } from './cucumber.ts'
import { jacoco } from './jacoco.ts'
import { junit } from './junit.ts'
import { nunit, nunit3 } from './nunit.ts'
import { simplecov } from './simplecov.ts'
import { testng } from './testng.ts'
import { visualStudio } from './visual-studio.ts'

/** How files of a format are read. Throws ReportProblem for what is no such file. */
export type FormatReader =
  | { type: 'TEST'; read(text: string): TestCase[] }
  | { type: 'CODE_COVERAGE'; read(text: string): FileCoverage[] }

/** All formats. A report group takes its type from that of its first report. */
export const REPORT_READERS: Record<ReportFormat, FormatReader> = {
  CUCUMBERJSON: { type: 'TEST', read: cucumber },
  JUNITXML: { type: 'TEST', read: junit },
  NUNITXML: { type: 'TEST', read: nunit },
  NUNIT3XML: { type: 'TEST', read: nunit3 },
  TESTNGXML: { type: 'TEST', read: testng },
  VISUALSTUDIOTRX: { type: 'TEST', read: visualStudio },
  CLOVERXML: { type: 'CODE_COVERAGE', read: clover },
  COBERTURAXML: { type: 'CODE_COVERAGE', read: cobertura },
  JACOCOXML: { type: 'CODE_COVERAGE', read: jacoco },
  SIMPLECOV: { type: 'CODE_COVERAGE', read: simplecov },
}
