/** Who tells of a push: the embedded repositories, or a host of git by the webhook of a connection. */
export type PushOrigin =
  | { type: 'embedded' /** Of the repository in CodeCommit. */; region: string }
  | { type: 'connection'; connectionArn: string }

/** Branches and tags of a repository that point elsewhere than before. */
export interface RepositoryPushed {
  account: string
  origin: PushOrigin
  /** `OWNER/REPO`. */
  repository: string
  changes: ReadonlyArray<{
    /** `refs/heads/main`, `refs/tags/v1`. */
    ref: string
    /** Commits; absent where there was or is none. */
    before?: string
    after?: string
  }>
}

/** Something happened to a pull request. */
export interface PullRequestChanged {
  account: string
  connectionArn: string
  /** `OWNER/REPO`, that wants to be merged into. */
  repository: string
  number: number
  event: 'OPEN' | 'UPDATED' | 'CLOSED'
  /** The branch that it wants to be merged into. */
  destinationBranch: string
  /** The branch that wants to be merged, and its newest commit. */
  sourceBranch: string
  headCommit: string
  /** Of the destination: what its files are compared with. */
  baseCommit?: string
}

/** As the room of S3 tells it. */
export interface SourceObjectCreated {
  account: string
  bucket: string
  key: string
  /** Absent while the bucket keeps no versions. */
  versionId?: string
  etag: string
}
