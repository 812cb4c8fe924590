import type { DeleteFileInput, DeleteFileOutput } from '@aws-sdk/client-codecommit'
import { operation } from '@towpath/wire'
import { commitChanges } from '../commit-changes.ts'
import { onRepository, type Room } from '../room.ts'

export const deleteFile = operation<DeleteFileInput, DeleteFileOutput, Room>('DeleteFile', {
  kind: 'manual',
  access: onRepository('DeleteFile'),
  async run({ filePath, name: authorName, ...commit }, ctx) {
    const { commitId, treeId, deleted } = await commitChanges(ctx, {
      ...commit,
      authorName,
      commitMessage: commit.commitMessage || `Deleted ${filePath}`,
      deleteFiles: [{ filePath }],
    })
    return { commitId, treeId, blobId: deleted[0]?.blobId, filePath: deleted[0]?.absolutePath }
  },
})
