import type { Access } from '@towpath/wire'
import type { ReportFormat } from '../buildspec/buildspec.ts'

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
  /** Whether the build's service role may; as on AWS it needs `codebuild:CreateReport` and its like on the group. */
  may(access: Access): Promise<boolean>
  /** Puts an object as the build's service role, for groups that export raw files. */
  putObject(object: ExportedObject): Promise<void>
}

export interface ExportedObject {
  bucket: string
  key: string
  body: Uint8Array
  bucketOwner?: string
  /** ARN or alias of a key; absent when `encryptionDisabled`. */
  encryptionKey?: string
}

/**
 * Keeps the reports of a build and resolves to their ARNs, in the order of `reports`. Never rejects for what is wrong with
 * a report: that makes the report INCOMPLETE, and the build is not touched by it. May be called again for the same build,
 * which puts the same reports in place of those that are there.
 */
export type StoreReports = (build: ReportedBuild, reports: readonly ReportFiles[]) => Promise<string[]>
