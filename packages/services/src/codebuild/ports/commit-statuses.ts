/** How a build goes, for the commit that it builds. */
export interface CommitStatus {
  account: string
  region: string
  type: 'GITHUB' | 'GITHUB_ENTERPRISE'
  /** Clone URL, as the project has it. */
  location: string
  /** Stored for that kind of host, if any. */
  token?: string
  /** 40 hex digits. */
  commitId: string
  state: 'pending' | 'success' | 'failure' | 'error'
  /** Tells the statuses of one commit apart. */
  context: string
  /** At most 140 characters. */
  description: string
  /** Absent: the page of the build. */
  targetUrl?: string
  /** `<project>:<uuid>`. */
  buildId: string
  signal: AbortSignal
}

/**
 * Writes statuses to the hosts of repositories; filled by `server`. An embedded repository of that path is meant first.
 * Resolves to why it was not written, for people, without secrets.
 */
export type ReportCommitStatus = (status: CommitStatus) => Promise<{ refused: string } | undefined>
