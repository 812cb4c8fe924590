import type { DeleteRepositoryInput, DeleteRepositoryOutput } from '@aws-sdk/client-codecommit'
import { operation } from '@towpath/wire'
import { invalidRepositoryName, repositoryNameRequired } from '../errors.ts'
import { onRepository, type Room } from '../room.ts'
import { isRepositoryName, pathOf } from '../rules/names.ts'

/** Documented: deleting a repository that is not there succeeds, with no id in the answer. */
export const deleteRepository = operation<DeleteRepositoryInput, DeleteRepositoryOutput, Room>('DeleteRepository', {
  kind: 'write',
  access: onRepository('DeleteRepository'),
  async run({ repositoryName: name }, ctx) {
    if (!name) throw repositoryNameRequired()
    if (!isRepositoryName(name)) throw invalidRepositoryName(name)
    const repository = await ctx.repositories.find(name)
    if (!repository) return {}
    await ctx.repositories.delete(repository.id)
    // Only once the row is gone for good: a folder without a row is cleared when the name is used again.
    ctx.afterCommit(() => {
      ctx.git
        .delete(pathOf(repository))
        .catch((error) => ctx.log.warn({ error }, 'a repository folder was not deleted'))
    })
    return { repositoryId: repository.id }
  },
})
