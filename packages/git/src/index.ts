export { type CheckedOut, type CheckoutOptions, checkout } from './checkout.ts'
export type { CommitFiles, FileChange } from './commit-files.ts'
export { GitError } from './git-error.ts'
export { type GitHttpPorts, gitHttpHandler } from './http/handler.ts'
export {
  type CommitInfo,
  type GitRepositories,
  type HistoryOptions,
  openRepositories,
  type PushEvent,
  type RefChange,
  type TreeEntry,
} from './repositories.ts'
export { isRepositoryPath, parseRepositoryPath, type RepositoryPath } from './repository-path.ts'
export type { TreeChange } from './tree-changes.ts'
export type { ZipLimits } from './zip-of-tarball.ts'
