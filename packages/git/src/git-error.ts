/** Why something could not be done with a repository. */
export type GitErrorCode =
  | 'RepositoryMissing'
  | 'RepositoryExists'
  | 'InvalidName'
  | 'RefMissing'
  | 'CommitMissing'
  | 'PathMissing'
  | 'TipMoved'
  | 'NothingChanged'
  | 'GitFailed'

export class GitError extends Error {
  override readonly name = 'GitError'
  readonly code: GitErrorCode

  constructor(code: GitErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
