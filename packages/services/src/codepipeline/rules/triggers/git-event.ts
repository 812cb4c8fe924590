/** What happened in a repository, as far as triggers ask. Paths are relative to the root of the repository. */
export type GitEvent =
  | {
      type: 'push'
      /** Without `refs/heads/`. */
      branch: string
      /** Files that differ from before; undefined when there is no before, as for a new branch. */
      changedFiles?: readonly string[]
    }
  | {
      type: 'tag'
      /** Without `refs/tags/`. */
      tag: string
    }
  | {
      type: 'pull-request'
      event: 'OPEN' | 'UPDATED' | 'CLOSED'
      /** The branch that it wants to be merged into. */
      destinationBranch: string
      changedFiles?: readonly string[]
    }
