import type { RepositoryMetadata } from '@aws-sdk/client-codecommit'
import type { Repository } from '../state/repositories.ts'
import { arnOf, pathOf } from './names.ts'

/**
 * What CodeCommit tells of a repository. `endpoint` is the address under which the caller reached the control plane:
 * it is good for git, too. There is no SSH here, so `cloneUrlSsh` is left out.
 */
export function metadataOf(
  repository: Repository,
  endpoint: string,
  defaultBranch: string | undefined,
): RepositoryMetadata {
  return {
    accountId: repository.account,
    repositoryId: repository.id,
    repositoryName: repository.name,
    repositoryDescription: repository.description,
    defaultBranch,
    creationDate: new Date(repository.createdAt),
    lastModifiedDate: new Date(repository.modifiedAt),
    cloneUrlHttp: `${endpoint}/git/${pathOf(repository)}.git`,
    Arn: arnOf(repository, repository.name),
  }
}
