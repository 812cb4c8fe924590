import type { SourceRepositories } from '../ports/source-repositories.ts'
import { isoSeconds, messageVariable, readCommit, takeCommit } from './git-source.ts'
import type { Provider } from './provider.ts'

/** A branch of a repository at GitHub, opened with a token (version 1), or of the embedded repository of that path. */
export function githubSource(repositories: SourceRepositories): Provider {
  return {
    async start(request, signal) {
      const { Owner = '', Repo = '', Branch: branch = '', OAuthToken: token } = request.configuration
      const { account, region } = request
      const source = {
        access: { account, region, repository: `${Owner}/${Repo}`, token, may: request.role.may },
        branch,
      }
      const commit = await readCommit(repositories, request, source, signal)
      return {
        ...(await takeCommit(repositories, request, source, commit, signal)),
        outputVariables: {
          RepositoryName: Repo,
          BranchName: branch,
          CommitId: commit.commitId,
          CommitMessage: messageVariable(commit.message),
          CommitUrl: commit.url ?? '',
          AuthorDate: isoSeconds(commit.authoredAt ?? commit.committedAt),
          CommitterDate: isoSeconds(commit.committedAt),
        },
      }
    },
  }
}
