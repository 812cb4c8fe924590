/** An embedded repository and where its branches and tags stand. */
export interface EmbeddedRefs {
  /** `OWNER/REPO`. */
  repository: string
  /** Where it is as a CodeCommit repository. */
  account: string
  region: string
  /** Commit by full name: `refs/heads/main`, `refs/tags/v1` (peeled). */
  refs: ReadonlyMap<string, string>
}

/** How this room looks whether a push was lost; filled by `server`. */
export interface EmbeddedRepositories {
  /**
   * The repository of that path (`OWNER/REPO`, in any region), or of that name in CodeCommit (without an owner, in that
   * region). Undefined: there is none; a path then means one on a host of git.
   */
  refs(asked: { account: string; region: string; repository: string }): Promise<EmbeddedRefs | undefined>
}
