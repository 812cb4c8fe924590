import type { UpdateDefaultBranchInput } from '@aws-sdk/client-codecommit'
import { operation } from '@towpath/wire'
import { branchDoesNotExist, branchNameRequired } from '../errors.ts'
import { existing, onRepository, type Room } from '../room.ts'
import { pathOf } from '../rules/names.ts'

export const updateDefaultBranch = operation<UpdateDefaultBranchInput, object, Room>('UpdateDefaultBranch', {
  kind: 'write',
  access: onRepository('UpdateDefaultBranch'),
  async run(input, ctx) {
    const repository = await existing(ctx, input.repositoryName)
    const name = input.defaultBranchName
    if (!name) throw branchNameRequired()
    if (!(await ctx.git.branches(pathOf(repository))).has(name)) throw branchDoesNotExist(name)
    await ctx.git.setDefaultBranch(pathOf(repository), name)
    await ctx.repositories.change(repository.id, { modifiedAt: ctx.clock.now() })
    return {}
  },
})
