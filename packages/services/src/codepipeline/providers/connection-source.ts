import type { SourceRepositories } from '../ports/source-repositories.ts'
import { needPermission } from './failure.ts'
import { isoSeconds, messageVariable, readCommit, takeCommit } from './git-source.ts'
import type { ActionRequest, Provider } from './provider.ts'

/** A branch of a repository that a connection opens, or of the embedded repository of that path. */
export function connectionSource(repositories: SourceRepositories): Provider {
  return {
    async start(request, signal) {
      const { ConnectionArn: connectionArn = '', FullRepositoryId: repository = '' } = request.configuration
      const { BranchName: branch = '' } = request.configuration
      await mayUse(request, connectionArn, repository)
      const { account, region } = request
      const source = { access: { account, region, repository, connectionArn, may: request.role.may }, branch }
      const commit = await readCommit(repositories, request, source, signal)
      return {
        ...(await takeCommit(repositories, request, source, commit, signal)),
        outputVariables: {
          FullRepositoryName: repository,
          BranchName: branch,
          CommitId: commit.commitId,
          CommitMessage: messageVariable(commit.message),
          AuthorDate: isoSeconds(commit.authoredAt ?? commit.committedAt),
          ConnectionArn: connectionArn,
        },
      }
    },
  }
}

/** The service was renamed: a policy may speak of its connections by either name (documented). */
async function mayUse(request: ActionRequest, connectionArn: string, repository: string): Promise<void> {
  const services = ['codestar-connections', 'codeconnections']
  // The name that the connection itself goes by is asked first: what is refused is audited.
  if (connectionArn.includes(':codeconnections:')) services.reverse()
  const actions = services.map((service) => `${service}:UseConnection`)
  await needPermission(request, actions, connectionArn, (service) => ({ [`${service}:FullRepositoryId`]: repository }))
}
