import type { ServiceError } from '@towpath/base'
import type { Violation } from '@towpath/wire'
import {
  blobIdRequired,
  branchNameRequired,
  commitIdRequired,
  commitIdsListRequired,
  commitRequired,
  fileContentRequired,
  fileContentSizeLimitExceeded,
  invalidBlobId,
  invalidBranchName,
  invalidCommitId,
  invalidFileMode,
  invalidRepositoryName,
  parentCommitIdRequired,
  pathRequired,
  repositoryNameRequired,
} from './errors.ts'
import { MOST_FILE_BYTES } from './rules/commit-request.ts'

const required = {
  repositoryName: repositoryNameRequired,
  branchName: branchNameRequired,
  commitId: commitIdRequired,
  commitIds: commitIdsListRequired,
  blobId: blobIdRequired,
  filePath: pathRequired,
  folderPath: pathRequired,
  fileContent: fileContentRequired,
  parentCommitId: () => parentCommitIdRequired(),
  afterCommitSpecifier: commitRequired,
  sourceCommitSpecifier: commitRequired,
  destinationCommitSpecifier: commitRequired,
}

const invalid = {
  repositoryName: invalidRepositoryName,
  branchName: invalidBranchName,
  commitId: invalidCommitId,
  blobId: invalidBlobId,
  fileMode: invalidFileMode,
}

/** CodeCommit's own error for input that breaks its model; undefined where it has none. */
export function violationAnswer([first]: Violation[]): ServiceError | undefined {
  const member = first?.member as keyof typeof required
  if (first?.kind === 'required') return required[member]?.()
  if (first?.kind === 'length' && first.value === '') return required[member]?.()
  // Its value is the file itself.
  if (first?.member === 'fileContent') return fileContentSizeLimitExceeded('The file', MOST_FILE_BYTES)
  return first && invalid[member as keyof typeof invalid]?.(String(first.value))
}
