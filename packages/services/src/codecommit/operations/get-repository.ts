import type { GetRepositoryInput, GetRepositoryOutput } from '@aws-sdk/client-codecommit'
import { operation } from '@towpath/wire'
import { existing, onRepository, type Room } from '../room.ts'
import { existingDefaultBranch } from '../rules/default-branch.ts'
import { metadataOf } from '../rules/metadata.ts'

export const getRepository = operation<GetRepositoryInput, GetRepositoryOutput, Room>('GetRepository', {
  kind: 'read',
  access: onRepository('GetRepository'),
  async run(input, ctx) {
    const repository = await existing(ctx, input.repositoryName)
    const defaultBranch = await existingDefaultBranch(ctx.git, repository)
    return { repositoryMetadata: metadataOf(repository, ctx.endpoint, defaultBranch) }
  },
})
