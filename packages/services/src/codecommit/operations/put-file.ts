import type { PutFileInput, PutFileOutput } from '@aws-sdk/client-codecommit'
import { operation } from '@towpath/wire'
import { commitChanges } from '../commit-changes.ts'
import { fileContentRequired, sameFileContent } from '../errors.ts'
import { isGitFailure } from '../ports/git.ts'
import { onRepository, type Room } from '../room.ts'

export const putFile = operation<PutFileInput, PutFileOutput, Room>('PutFile', {
  kind: 'manual',
  access: onRepository('PutFile'),
  async run(input, ctx) {
    const { fileContent, filePath, fileMode, name: authorName, ...commit } = input
    if (fileContent === undefined) throw fileContentRequired()
    const message = commit.commitMessage || `Edited ${filePath}`
    try {
      const { commitId, treeId, added, updated } = await commitChanges(ctx, {
        ...commit,
        authorName,
        commitMessage: message,
        putFiles: [{ filePath, fileContent, fileMode }],
      })
      return { commitId, treeId, blobId: [...added, ...updated][0]?.blobId }
    } catch (error) {
      if (isGitFailure(error, 'NothingChanged')) throw sameFileContent(filePath ?? '')
      throw error
    }
  },
})
