import type { GetCommitInput, GetCommitOutput } from '@aws-sdk/client-codecommit'
import { operation } from '@towpath/wire'
import { commitIdDoesNotExist, commitIdRequired, invalidCommitId } from '../errors.ts'
import { type GitSignature, isGitFailure } from '../ports/git.ts'
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
      const commit = await ctx.git.commit(pathOf(repository), commitId)
      return {
        commit: {
          commitId: commit.id,
          treeId: commit.tree,
          parents: commit.parents,
          message: commit.message,
          author: userInfo(commit.author),
          committer: userInfo(commit.committer),
          additionalData: '',
        },
      }
    } catch (error) {
      if (isGitFailure(error, 'CommitMissing')) throw commitIdDoesNotExist(commitId)
      throw error
    }
  },
})

/** `date` is git's own form: seconds and offset. */
function userInfo({ name, email, seconds, offset }: GitSignature) {
  return { name, email, date: `${seconds} ${offset}` }
}
