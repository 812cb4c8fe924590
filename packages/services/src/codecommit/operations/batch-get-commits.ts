import type { BatchGetCommitsInput, BatchGetCommitsOutput } from '@aws-sdk/client-codecommit'
import { operation } from '@towpath/wire'
import { commitAnswer } from '../answers.ts'
import { commitIdsLimitExceeded, commitIdsListRequired } from '../errors.ts'
import { isGitFailure } from '../ports/git.ts'
import { existing, onRepository, type Room } from '../room.ts'
import { pathOf } from '../rules/names.ts'

/** Documented: a batch takes up to 100 ids. */
const LIMIT = 100

export const batchGetCommits = operation<BatchGetCommitsInput, BatchGetCommitsOutput, Room>('BatchGetCommits', {
  kind: 'read',
  access: onRepository('BatchGetCommits'),
  async run({ repositoryName, commitIds = [] }, ctx) {
    const path = pathOf(await existing(ctx, repositoryName))
    if (commitIds.length === 0) throw commitIdsListRequired()
    if (commitIds.length > LIMIT) throw commitIdsLimitExceeded(commitIds.length, LIMIT)
    const answer: Required<BatchGetCommitsOutput> = { commits: [], errors: [] }
    for (const commitId of new Set(commitIds)) {
      try {
        answer.commits.push(commitAnswer(await ctx.git.commit(path, commitId)))
      } catch (error) {
        if (!isGitFailure(error, 'CommitMissing')) throw error
        const errorMessage = `Commit ${commitId} does not exist`
        answer.errors.push({ commitId, errorCode: 'CommitIdDoesNotExistException', errorMessage })
      }
    }
    return answer
  },
})
