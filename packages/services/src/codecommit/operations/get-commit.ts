import type { GetCommitInput, GetCommitOutput } from '@aws-sdk/client-codecommit'
import { operation } from '@towpath/wire'
import { commitAnswer } from '../answers.ts'
import { commitIdDoesNotExist, commitIdRequired, invalidCommitId } from '../errors.ts'
import { isGitFailure } from '../ports/git.ts'
import { existing, onRepository, type Room } from '../room.ts'
import { isCommitId, pathOf } from '../rules/names.ts'

export const getCommit = operation<GetCommitInput, GetCommitOutput, Room>('GetCommit', {
  kind: 'read',
  access: onRepository('GetCommit'),
  async run(input, ctx) {
    const repository = await existing(ctx, input.repositoryName)
    const { commitId } = input
    if (!commitId) throw commitIdRequired()
    if (!isCommitId(commitId)) throw invalidCommitId(commitId)
    try {
      return { commit: commitAnswer(await ctx.git.commit(pathOf(repository), commitId)) }
    } catch (error) {
      if (isGitFailure(error, 'CommitMissing')) throw commitIdDoesNotExist(commitId)
      throw error
    }
  },
})
