/** An embedded repository. */
export interface EmbeddedRepository {
  /** `OWNER/REPO`. */
  path: string
  /** Where its branches and tags stand: commits by full name (`refs/heads/main`, `refs/tags/v1`). */
  refs(): Promise<ReadonlyMap<string, string>>
}

/** How this room looks whether a push was lost; filled by `server`. */
export interface EmbeddedRepositories {
  /**
   * The embedded repository that a source action of that account and region means by a path (`OWNER/REPO`) or, in
   * CodeCommit, by a bare name. Undefined: there is none; a path then means one on a host of git.
   */
  find(asked: { account: string; region: string; repository: string }): Promise<EmbeddedRepository | undefined>
}
