import type { DeleteBranchInput, DeleteBranchOutput } from '@aws-sdk/client-codecommit'
import { operation } from '@towpath/wire'
import { branchNameRequired, defaultBranchCannotBeDeleted } from '../errors.ts'
import { existing, onRepository, type Room } from '../room.ts'
import { pathOf } from '../rules/names.ts'

/** Documented: deleting a branch that is not there succeeds. */
export const deleteBranch = operation<DeleteBranchInput, DeleteBranchOutput, Room>('DeleteBranch', {
  kind: 'write',
  access: onRepository('DeleteBranch'),
  async run(input, ctx) {
    const repository = await existing(ctx, input.repositoryName)
    const { branchName } = input
    if (!branchName) throw branchNameRequired()
    const path = pathOf(repository)
    const commitId = (await ctx.git.branches(path)).get(branchName)
    if (!commitId) return {}
    if ((await ctx.git.defaultBranch(path)) === branchName) throw defaultBranchCannotBeDeleted(branchName)
    await ctx.git.deleteBranch(path, branchName)
    return { deletedBranch: { branchName, commitId } }
  },
})
