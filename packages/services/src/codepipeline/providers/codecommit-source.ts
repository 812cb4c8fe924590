import type { GetBranchOutput, GetCommitOutput, UserInfo } from '@aws-sdk/client-codecommit'
import { formatArn, type ServiceError } from '@towpath/base'
import type { SourceCommit, SourceRepositories } from '../ports/source-repositories.ts'
import { ActionFailure, explained, howToAllow, isDenied, needPermission, sentence } from './failure.ts'
import { isoSeconds, messageVariable, takeCommit, wantedCommit } from './git-source.ts'
import type { ActionRequest, Provider } from './provider.ts'

/**
 * A branch of an embedded repository, read with the role as CodePipeline reads CodeCommit: the two operations that there
 * are here, and the rights to the upload of an archive, which CodeCommit does for CodePipeline alone (documented).
 */
export function codecommitSource(repositories: SourceRepositories): Provider {
  return {
    async start(request, signal) {
      const { RepositoryName: repository = '', BranchName: branch = '' } = request.configuration
      const { account, region } = request
      const { commit, info } = await readCommit(request, repository, branch, signal)
      for (const action of ['UploadArchive', 'GetUploadArchiveStatus']) {
        const resource = formatArn({ service: 'codecommit', account, region, resource: repository })
        await needPermission(request, [`codecommit:${action}`], resource)
      }
      const source = { access: { account, region, repository }, branch }
      return {
        ...(await takeCommit(repositories, request, source, commit, signal)),
        outputVariables: {
          RepositoryName: repository,
          BranchName: branch,
          CommitId: commit.commitId,
          CommitMessage: messageVariable(commit.message),
          AuthorDate: isoSeconds(timeOf(info?.author)),
          CommitterDate: isoSeconds(timeOf(info?.committer)),
        },
      }
    },
  }
}

async function readCommit(request: ActionRequest, repositoryName: string, branchName: string, signal: AbortSignal) {
  const { role } = request
  const explain = sourceProblem(request, repositoryName, branchName)
  let commitId = wantedCommit(request)
  if (commitId === undefined) {
    const asked = role.call<GetBranchOutput>('codecommit', 'GetBranch', { repositoryName, branchName }, { signal })
    commitId = (await explained(asked, explain)).branch?.commitId ?? ''
  }
  const asked = role.call<GetCommitOutput>('codecommit', 'GetCommit', { repositoryName, commitId }, { signal })
  const { commit: info } = await explained(asked, explain)
  const commit: SourceCommit = {
    commitId,
    message: info?.message?.trim() ?? '',
    author: { name: info?.author?.name ?? '', email: info?.author?.email ?? '' },
    committedAt: timeOf(info?.committer),
  }
  return { commit, info }
}

/** CodeCommit's dates are `1484167798 -0800`: seconds since the epoch, and a time zone. */
const timeOf = (user: UserInfo | undefined): number => Number.parseInt(user?.date ?? '0', 10) * 1000

function sourceProblem(request: ActionRequest, repository: string, branch: string) {
  return (error: ServiceError): ActionFailure | undefined => {
    if (isDenied(error)) {
      // AWS's text (observed), then what exactly is missing.
      return new ActionFailure(
        'PermissionError',
        `Could not access the CodeCommit repository ${repository}. Make sure that the pipeline IAM role has sufficient permissions to access the repository. ${sentence(error.message)} ${howToAllow(request)}`,
      )
    }
    switch (error.code) {
      case 'RepositoryDoesNotExistException':
        return new ActionFailure(
          'ConfigurationError',
          `The CodeCommit repository ${repository} does not exist in ${request.region}. Create it (aws codecommit create-repository --repository-name ${repository}) or name another one in the action ${request.action.name}.`,
        )
      case 'BranchDoesNotExistException':
        return new ActionFailure(
          'RevisionUnavailable',
          `The CodeCommit repository ${repository} has no branch ${branch}. Push it, or name another branch in the action ${request.action.name}.`,
        )
      case 'CommitIdDoesNotExistException':
      case 'InvalidCommitIdException':
        return new ActionFailure('RevisionUnavailable', `The CodeCommit repository ${repository}: ${error.message}.`)
      default:
        return undefined
    }
  }
}
