import type { GetBranchInput, GetBranchOutput } from '@aws-sdk/client-codecommit'
import { operation } from '@towpath/wire'
import { branchDoesNotExist, branchNameRequired } from '../errors.ts'
import { existing, onRepository, type Room } from '../room.ts'
import { pathOf } from '../rules/names.ts'

export const getBranch = operation<GetBranchInput, GetBranchOutput, Room>('GetBranch', {
  kind: 'read',
  access: onRepository('GetBranch'),
  async run(input, ctx) {
    const repository = await existing(ctx, input.repositoryName)
    if (!input.branchName) throw branchNameRequired()
    const commitId = (await ctx.git.branches(pathOf(repository))).get(input.branchName)
    if (!commitId) throw branchDoesNotExist(input.branchName)
    return { branch: { branchName: input.branchName, commitId } }
  },
})
