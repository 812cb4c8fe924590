import type { ReportFormat } from '../buildspec/buildspec.ts'
import type { RoleCalls } from '../ports/build-roles.ts'

/** What a build has for one report group of its buildspec. */
export interface ReportFiles {
  /** Name or ARN of the group, as the buildspec has it. */
  group: string
  format: ReportFormat
  /** The files that were found; none of them makes a report that is INCOMPLETE. */
  files: ReportFile[]
}

export interface ReportFile {
  /** Below the base directory, with `/`. */
  path: string
  /** In bytes. Files that are too large are not read. */
  size: number
  /** The whole file. A rejection makes the report INCOMPLETE. */
  read(): Promise<Uint8Array>
}

/** The build that reports are of. */
export interface ReportedBuild {
  account: string
  region: string
  projectName: string
  /** `<project>:<uuid>`. */
  buildId: string
  /**
   * What the build acts as. It must be allowed to make reports (`codebuild:CreateReport` and its like on the group), and to
   * put the objects of groups that export raw files.
   */
  role: Pick<RoleCalls, 'may' | 'call'>
}

export interface KeptReports {
  /** In the order of what was handed in; files for a group that cannot have them make no report. */
  reportArns: string[]
  /** What went wrong, a sentence each, for the build's log. */
  notes: string[]
}

/**
 * Keeps the reports of a build. Never rejects for what is wrong with a report: that makes the report INCOMPLETE, and the
 * build is not touched by it. May be called again for the same build, which puts the same reports in place of those that are
 * there.
 */
export type StoreReports = (build: ReportedBuild, reports: readonly ReportFiles[]) => Promise<KeptReports>
