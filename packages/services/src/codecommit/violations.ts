import type { ServiceError } from '@towpath/base'
import type { Violation } from '@towpath/wire'
import {
  branchNameRequired,
  commitIdRequired,
  invalidBranchName,
  invalidCommitId,
  invalidRepositoryName,
  repositoryNameRequired,
} from './errors.ts'

const required = { repositoryName: repositoryNameRequired, branchName: branchNameRequired, commitId: commitIdRequired }
const invalid = { repositoryName: invalidRepositoryName, branchName: invalidBranchName, commitId: invalidCommitId }

/** CodeCommit's own error for input that breaks its model; undefined where it has none. */
export function violationAnswer([first]: Violation[]): ServiceError | undefined {
  const member = first?.member as keyof typeof required
  if (first?.kind === 'required') return required[member]?.()
  if (first?.kind === 'length' && first.value === '') return required[member]?.()
  return first && invalid[member]?.(String(first.value))
}
