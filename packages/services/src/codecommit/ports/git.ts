/** What this room needs of git; the embedded repositories fill it. All methods reject with a {@link GitFailure}. */
export interface GitPort {
  create(path: string, options: { defaultBranch: string }): Promise<void>
  delete(path: string): Promise<void>
  branches(path: string): Promise<Map<string, string>>
  defaultBranch(path: string): Promise<string>
  setDefaultBranch(path: string, branch: string): Promise<void>
  createBranch(path: string, branch: string, commit: string): Promise<void>
  deleteBranch(path: string, branch: string): Promise<void>
  resolve(path: string, ref: string): Promise<string | undefined>
  commit(path: string, id: string): Promise<GitCommit>
  tree(path: string, commit: string, folder: string): Promise<GitEntry[]>
  blob(path: string, id: string): Promise<Buffer>
  commitFiles(
    path: string,
    commit: {
      branch: string
      parent: string | undefined
      author: { name: string; email: string }
      message: string
      at: number
      changes: { path: string; content: Uint8Array | null | { blob: string }; mode?: GitFileMode }[]
    },
  ): Promise<string>
}

export type GitFileMode = 'normal' | 'executable' | 'symlink'

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
