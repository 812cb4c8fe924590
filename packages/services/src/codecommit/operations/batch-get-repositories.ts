import type { BatchGetRepositoriesInput, BatchGetRepositoriesOutput } from '@aws-sdk/client-codecommit'
import { operation } from '@towpath/wire'
import { maximumRepositoryNames, repositoryNamesRequired } from '../errors.ts'
import type { Room } from '../room.ts'
import { existingDefaultBranch } from '../rules/default-branch.ts'
import { metadataOf } from '../rules/metadata.ts'
import { arnOf } from '../rules/names.ts'

/** Documented: a batch takes up to 25 names. */
const LIMIT = 25

export const batchGetRepositories = operation<BatchGetRepositoriesInput, BatchGetRepositoriesOutput, Room>(
  'BatchGetRepositories',
  {
    kind: 'read',
    access: ({ repositoryNames = [] }, ctx) =>
      repositoryNames.map((name) => ({ action: 'codecommit:BatchGetRepositories', resource: arnOf(ctx, name) })),
    async run({ repositoryNames = [] }, ctx) {
      if (repositoryNames.length === 0) throw repositoryNamesRequired()
      if (repositoryNames.length > LIMIT) throw maximumRepositoryNames(repositoryNames.length, LIMIT)
      const found = await Promise.all(repositoryNames.map((name) => ctx.repositories.find(name)))
      const known = found.filter((repository) => repository !== undefined)
      const repositories = await Promise.all(
        known.map(async (each) => metadataOf(each, ctx.endpoint, await existingDefaultBranch(ctx.git, each))),
      )
      return { repositories, repositoriesNotFound: repositoryNames.filter((_, index) => found[index] === undefined) }
    },
  },
)
