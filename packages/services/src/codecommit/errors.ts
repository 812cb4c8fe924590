import { ServiceError } from '@towpath/base'

/** The errors that this room answers with, by their code in CodeCommit's model. All are HTTP 400. */
const refusal = (code: string, message: string) => new ServiceError(code, message)

export const repositoryNameRequired = () => refusal('RepositoryNameRequiredException', 'A repository name is required.')
export const invalidRepositoryName = (name: string) =>
  refusal(
    'InvalidRepositoryNameException',
    `"${name}" is not a valid repository name: 1 to 100 letters, digits, ".", "_" and "-", not ending in .git`,
  )
export const repositoryDoesNotExist = (name: string) =>
  refusal('RepositoryDoesNotExistException', `${name} does not exist`)
export const repositoryNameExists = (name: string) =>
  refusal('RepositoryNameExistsException', `Repository named ${name} already exists`)
export const repositoryNamesRequired = () =>
  refusal('RepositoryNamesRequiredException', 'At least one repository name is required.')
export const maximumRepositoryNames = (count: number, limit: number) =>
  refusal(
    'MaximumRepositoryNamesExceededException',
    `${count} repository names were given; at most ${limit} are allowed`,
  )
export const branchNameRequired = () => refusal('BranchNameRequiredException', 'A branch name is required.')
export const invalidBranchName = (name: string) =>
  refusal('InvalidBranchNameException', `"${name}" is not a valid branch name`)
export const branchDoesNotExist = (name: string) =>
  refusal('BranchDoesNotExistException', `Branch ${name} does not exist`)
export const branchNameExists = (name: string) => refusal('BranchNameExistsException', `Branch ${name} already exists`)
export const defaultBranchCannotBeDeleted = (name: string) =>
  refusal('DefaultBranchCannotBeDeletedException', `${name} is the default branch; make another the default first`)
export const commitIdRequired = () => refusal('CommitIdRequiredException', 'A commit id is required.')
export const invalidCommitId = (id: string) =>
  refusal('InvalidCommitIdException', `"${id}" is not a commit id: 40 hexadecimal digits`)
/** GetCommit's code for it. */
export const commitIdDoesNotExist = (id: string) =>
  refusal('CommitIdDoesNotExistException', `Commit ${id} does not exist`)
/** Everybody else's. */
export const commitDoesNotExist = (id: string) => refusal('CommitDoesNotExistException', `Commit ${id} does not exist`)
export const parentCommitIdRequired = (branch = 'of that name') =>
  refusal('ParentCommitIdRequiredException', `Branch ${branch} has commits: parentCommitId must name its newest`)
export const parentCommitIdOutdated = (given: string, tip: string | undefined) =>
  refusal('ParentCommitIdOutdatedException', `The branch is at ${tip ?? 'no commit'}, not at ${given}`)
export const noChange = () => refusal('NoChangeException', 'The files are already as this commit would make them')
export const fileEntryRequired = () =>
  refusal('FileEntryRequiredException', 'A commit needs at least one file to put, to delete or whose mode to set')
export const invalidPath = (path: string) => refusal('InvalidPathException', `"${path}" is not a valid path of a file`)
export const fileDoesNotExist = (path: string) => refusal('FileDoesNotExistException', `File ${path} does not exist`)
export const pathRequired = () => refusal('PathRequiredException', 'A path is required.')
export const pathDoesNotExist = (path: string) => refusal('PathDoesNotExistException', `${path} is in neither commit`)
export const folderDoesNotExist = (path: string) =>
  refusal('FolderDoesNotExistException', `Folder ${path} does not exist`)
export const fileTooLarge = (path: string, limit: number) =>
  refusal('FileTooLargeException', `File ${path} is larger than ${limit} bytes; fetch it with git`)
export const blobIdRequired = () => refusal('BlobIdRequiredException', 'A blob id is required.')
export const invalidBlobId = (id: string) =>
  refusal('InvalidBlobIdException', `"${id}" is not the id of a blob: 40 hexadecimal digits`)
export const blobIdDoesNotExist = (id: string) => refusal('BlobIdDoesNotExistException', `Blob ${id} does not exist`)
export const commitRequired = () => refusal('CommitRequiredException', 'A branch, a tag or a commit id is required.')
export const invalidCommit = (specifier: string) =>
  refusal('InvalidCommitException', `"${specifier}" is not a branch, a tag or a full commit id`)
export const commitIdsListRequired = () =>
  refusal('CommitIdsListRequiredException', 'At least one commit id is required.')
export const commitIdsLimitExceeded = (count: number, limit: number) =>
  refusal('CommitIdsLimitExceededException', `${count} commit ids were given; at most ${limit} are allowed`)
export const invalidMaxResults = (given: number) =>
  refusal('InvalidMaxResultsException', `${given} is not a number of results: it must be positive`)
export const invalidParentCommitId = (id: string) =>
  refusal('InvalidParentCommitIdException', `"${id}" is not a commit id: 40 hexadecimal digits`)
export const parentCommitDoesNotExist = (id: string) =>
  refusal('ParentCommitDoesNotExistException', `Parent commit ${id} does not exist`)
export const branchNameIsTagName = (name: string) =>
  refusal('BranchNameIsTagNameException', `${name} is a tag, not a branch`)
export const fileContentRequired = () => refusal('FileContentRequiredException', 'The content of the file is required.')
export const fileContentSizeLimitExceeded = (path: string, limit: number) =>
  refusal('FileContentSizeLimitExceededException', `${path} is larger than ${limit} bytes; push it with git`)
export const folderContentSizeLimitExceeded = (limit: number) =>
  refusal(
    'FolderContentSizeLimitExceededException',
    `The files are larger than ${limit} bytes together; push them with git`,
  )
export const sameFileContent = (path: string) =>
  refusal('SameFileContentException', `${path} has that content and mode already`)
export const samePathRequest = (path: string) =>
  refusal('SamePathRequestException', `${path} is to be changed more than once in this commit`)
export const putFileEntryConflict = (path: string) =>
  refusal('PutFileEntryConflictException', `${path} would be both a file and a folder`)
export const maximumFileEntriesExceeded = (count: number, limit: number) =>
  refusal('MaximumFileEntriesExceededException', `${count} files are to be changed; a commit changes at most ${limit}`)
export const sourceFileOrContentRequired = (path: string) =>
  refusal('SourceFileOrContentRequiredException', `${path} has neither content nor a source file`)
export const fileContentAndSourceFileSpecified = (path: string) =>
  refusal('FileContentAndSourceFileSpecifiedException', `${path} has both content and a source file`)
export const fileNameConflictsWithDirectoryName = (path: string) =>
  refusal('FileNameConflictsWithDirectoryNameException', `${path} is a folder already`)
export const directoryNameConflictsWithFileName = (path: string) =>
  refusal('DirectoryNameConflictsWithFileNameException', `${path} is a file, so nothing can be below it`)
export const filePathConflictsWithSubmodulePath = (path: string) =>
  refusal('FilePathConflictsWithSubmodulePathException', `${path} is a submodule`)
export const invalidFileMode = (mode: string) =>
  refusal('InvalidFileModeException', `"${mode}" is not a mode of files: EXECUTABLE, NORMAL or SYMLINK`)
export const nameLengthExceeded = (limit: number) =>
  refusal('NameLengthExceededException', `The name of the author is longer than ${limit} characters`)
export const invalidEmail = (email: string) => refusal('InvalidEmailException', `"${email}" is not an email address`)
export const commitMessageLengthExceeded = (limit: number) =>
  refusal('CommitMessageLengthExceededException', `The message is longer than ${limit} bytes`)
export const manualMergeRequired = (branch: string) =>
  refusal(
    'ManualMergeRequiredException',
    `${branch} has commits of its own, so it cannot be moved forward; merge with git`,
  )
export const concurrentReferenceUpdate = (branch: string) =>
  refusal('ConcurrentReferenceUpdateException', `${branch} was moved by somebody else; read it again`)
export const invalidTargetBranch = (name: string) =>
  refusal('InvalidTargetBranchException', `"${name}" is not a branch that can be merged into`)
export const invalidContinuationToken = (token: string) =>
  refusal('InvalidContinuationTokenException', `"${token}" is not a token of this operation`)
export const resourceArnRequired = () => refusal('ResourceArnRequiredException', 'The ARN of a repository is required.')
export const invalidResourceArn = (arn: string) =>
  refusal('InvalidResourceArnException', `"${arn}" is not the ARN of a repository`)
