import type { CreateCommitInput, CreateCommitOutput } from '@aws-sdk/client-codecommit'
import { operation } from '@towpath/wire'
import { commitChanges } from '../commit-changes.ts'
import { noChange } from '../errors.ts'
import { isGitFailure } from '../ports/git.ts'
import { onRepository, type Room } from '../room.ts'

/** Puts, moves and deletes files, and sets their modes, in one commit. */
export const createCommit = operation<CreateCommitInput, CreateCommitOutput, Room>('CreateCommit', {
  kind: 'manual',
  access: onRepository('CreateCommit'),
  async run(input, ctx) {
    try {
      const { commitId, treeId, added, updated, deleted } = await commitChanges(ctx, input)
      return { commitId, treeId, filesAdded: added, filesUpdated: updated, filesDeleted: deleted }
    } catch (error) {
      if (isGitFailure(error, 'NothingChanged')) throw noChange()
      throw error
    }
  },
})
