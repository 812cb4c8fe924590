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
export const parentCommitIdRequired = (branch: string) =>
  refusal('ParentCommitIdRequiredException', `Branch ${branch} has commits: parentCommitId must name its newest`)
export const parentCommitIdOutdated = (given: string, tip: string | undefined) =>
  refusal('ParentCommitIdOutdatedException', `The branch is at ${tip ?? 'no commit'}, not at ${given}`)
export const noChange = () => refusal('NoChangeException', 'The files are already as this commit would make them')
export const fileEntryRequired = () =>
  refusal('FileEntryRequiredException', 'A commit needs at least one file to put, to delete or whose mode to set')
export const invalidPath = (path: string) => refusal('InvalidPathException', `"${path}" is not a valid path of a file`)
export const fileDoesNotExist = (path: string) => refusal('FileDoesNotExistException', `File ${path} does not exist`)
export const folderDoesNotExist = (path: string) =>
  refusal('FolderDoesNotExistException', `Folder ${path} does not exist`)
export const fileTooLarge = (path: string, limit: number) =>
  refusal('FileTooLargeException', `File ${path} is larger than ${limit} bytes; fetch it with git`)
export const invalidContinuationToken = (token: string) =>
  refusal('InvalidContinuationTokenException', `"${token}" is not a token of this operation`)
export const resourceArnRequired = () => refusal('ResourceArnRequiredException', 'The ARN of a repository is required.')
export const invalidResourceArn = (arn: string) =>
  refusal('InvalidResourceArnException', `"${arn}" is not the ARN of a repository`)
