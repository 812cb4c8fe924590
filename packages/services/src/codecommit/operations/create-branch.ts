import type { CreateBranchInput } from '@aws-sdk/client-codecommit'
import { operation } from '@towpath/wire'
import {
  branchNameExists,
  branchNameRequired,
  commitDoesNotExist,
  commitIdRequired,
  invalidBranchName,
  invalidCommitId,
} from '../errors.ts'
import { isGitFailure } from '../ports/git.ts'
import { existing, onRepository, type Room } from '../room.ts'
import { isCommitId, pathOf } from '../rules/names.ts'

export const createBranch = operation<CreateBranchInput, object, Room>('CreateBranch', {
  kind: 'write',
  access: onRepository('CreateBranch'),
  async run(input, ctx) {
    const repository = await existing(ctx, input.repositoryName)
    const { branchName, commitId } = input
    if (!branchName) throw branchNameRequired()
    if (!commitId) throw commitIdRequired()
    if (!isCommitId(commitId)) throw invalidCommitId(commitId)
    if ((await ctx.git.branches(pathOf(repository))).has(branchName)) throw branchNameExists(branchName)
    try {
      await ctx.git.createBranch(pathOf(repository), branchName, commitId)
    } catch (error) {
      if (isGitFailure(error, 'InvalidName')) throw invalidBranchName(branchName)
      if (isGitFailure(error, 'CommitMissing')) throw commitDoesNotExist(commitId)
      throw error
    }
    return {}
  },
})
