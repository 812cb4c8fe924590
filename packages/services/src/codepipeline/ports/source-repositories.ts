import type { Readable } from 'node:stream'
import type { RoleCalls } from './action-roles.ts'

/** A repository and what opens it. An embedded repository of that path is meant first, the host of git otherwise. */
export interface RepositoryAccess {
  account: string
  region: string
  /** `OWNER/REPO`; without an owner it is the name of a CodeCommit repository of that account and region. */
  repository: string
  /** Of a host of git; embedded repositories need neither. */
  connectionArn?: string
  token?: string
  /**
   * What the role may that reads it: `codecommit:GitPull` is needed for an embedded repository. Absent where its rights
   * were asked for before, and where the control plane itself looks for changes.
   */
  may?: RoleCalls['may']
}

export interface SourceCommit {
  /** 40 hex digits. */
  commitId: string
  message: string
  author: { name: string; email: string }
  /** Milliseconds since the epoch. */
  committedAt: number
  /** The same of the author, where it is known apart. */
  authoredAt?: number
  /** Where people look at it, if anywhere. */
  url?: string
}

export interface RepositoryRefusal {
  /** `missing`: no such repository, branch or commit; `denied`: the token or connection does not open it; `unavailable`: try again. */
  refused: 'missing' | 'denied' | 'unavailable'
  /** For people: quotes what was asked for and says what to change. */
  message: string
}

/** How this room reads repositories, and writes statuses back; filled by `server`. */
export interface SourceRepositories {
  /** The commit that a branch, a tag or an id means now. */
  commit(
    asked: RepositoryAccess & { ref: { branch: string } | { tag: string } | { commit: string }; signal?: AbortSignal },
  ): Promise<SourceCommit | RepositoryRefusal>
  /** All files of a commit as a zip, with nothing above the root of the repository. */
  archive(asked: RepositoryAccess & { commitId: string; signal?: AbortSignal }): Promise<Readable | RepositoryRefusal>
  /** Paths that differ between two commits, at most 100; undefined where that cannot be told. */
  changedFiles(
    asked: RepositoryAccess & { before: string; after: string; signal?: AbortSignal },
  ): Promise<string[] | undefined>
  /** Writes a commit status where the host has them. A refusal is told and changes nothing. */
  reportStatus(
    asked: RepositoryAccess & {
      commitId: string
      state: 'pending' | 'success' | 'failure' | 'error'
      /** Tells the statuses of one commit apart. */
      context: string
      /** At most 140 characters. */
      description: string
      targetUrl?: string
      signal?: AbortSignal
    },
  ): Promise<RepositoryRefusal | undefined>
}
