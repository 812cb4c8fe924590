/** What this room needs of git; the embedded repositories fill it. All methods reject with a {@link GitFailure}. */
export interface GitPort {
  create(path: string, options: { defaultBranch: string }): Promise<void>
  delete(path: string): Promise<void>
  branches(path: string): Promise<Map<string, string>>
  defaultBranch(path: string): Promise<string>
  setDefaultBranch(path: string, branch: string): Promise<void>
  createBranch(path: string, branch: string, commit: string): Promise<void>
  moveBranch(path: string, branch: string, from: string, to: string): Promise<void>
  deleteBranch(path: string, branch: string): Promise<void>
  resolve(path: string, ref: string): Promise<string | undefined>
  commit(path: string, id: string): Promise<GitCommit>
  commits(path: string, id: string, options: { limit: number; skip?: number; path?: string }): Promise<GitCommit[]>
  changes(path: string, before: string | undefined, after: string): Promise<GitChange[]>
  mergeBase(path: string, one: string, other: string): Promise<string | undefined>
  entry(path: string, commit: string, file: string): Promise<GitEntry | undefined>
  tree(path: string, commit: string, folder: string): Promise<GitEntry[]>
  blobSize(path: string, id: string): Promise<number>
  blob(path: string, id: string): Promise<Buffer>
  commitFiles(
    path: string,
    commit: {
      branch: string
      parent: string | undefined
      author: { name: string; email: string }
      message: string
      at: number
      changes: GitFileChange[]
    },
  ): Promise<string>
}

export type GitFileMode = 'normal' | 'executable' | 'symlink'

/** `content: null` deletes the file; `{ blob }` is content that is there already. */
export interface GitFileChange {
  path: string
  content: Uint8Array | null | { blob: string }
  mode?: GitFileMode
}

export interface GitChange {
  path: string
  before?: { mode: string; id: string }
  after?: { mode: string; id: string }
}

export interface GitCommit {
  id: string
  tree: string
  parents: string[]
  author: GitSignature
  committer: GitSignature
  message: string
}

export interface GitSignature {
  name: string
  email: string
  seconds: number
  offset: string
}

export interface GitEntry {
  mode: string
  type: 'blob' | 'tree' | 'commit'
  id: string
  path: string
}

/** Why git could not do something. */
export interface GitFailure extends Error {
  code:
    | 'RepositoryMissing'
    | 'InvalidName'
    | 'CommitMissing'
    | 'PathMissing'
    | 'TipMoved'
    | 'NothingChanged'
    | 'GitFailed'
    | string
}

export function isGitFailure(error: unknown, code: GitFailure['code']): error is GitFailure {
  return error instanceof Error && error.name === 'GitError' && (error as GitFailure).code === code
}
