import type { UpdateRepositoryDescriptionInput } from '@aws-sdk/client-codecommit'
import { operation } from '@towpath/wire'
import { existing, onRepository, type Room } from '../room.ts'

export const updateRepositoryDescription = operation<UpdateRepositoryDescriptionInput, object, Room>(
  'UpdateRepositoryDescription',
  {
    kind: 'write',
    access: onRepository('UpdateRepositoryDescription'),
    async run(input, ctx) {
      const repository = await existing(ctx, input.repositoryName)
      const description = input.repositoryDescription ? input.repositoryDescription : null
      await ctx.repositories.change(repository.id, { description, modifiedAt: ctx.clock.now() })
      return {}
    },
  },
)
