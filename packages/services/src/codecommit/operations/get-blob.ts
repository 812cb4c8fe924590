import type { GetBlobInput, GetBlobOutput } from '@aws-sdk/client-codecommit'
import { operation } from '@towpath/wire'
import { blobIdDoesNotExist, blobIdRequired, fileTooLarge, invalidBlobId } from '../errors.ts'
import { isGitFailure } from '../ports/git.ts'
import { existing, onRepository, type Room } from '../room.ts'
import { MOST_FILE_BYTES } from '../rules/commit-request.ts'
import { isCommitId, pathOf } from '../rules/names.ts'

export const getBlob = operation<GetBlobInput, GetBlobOutput, Room>('GetBlob', {
  kind: 'read',
  access: onRepository('GetBlob'),
  async run({ repositoryName, blobId }, ctx) {
    const path = pathOf(await existing(ctx, repositoryName))
    if (!blobId) throw blobIdRequired()
    if (!isCommitId(blobId)) throw invalidBlobId(blobId)
    try {
      if ((await ctx.git.blobSize(path, blobId)) > MOST_FILE_BYTES) throw fileTooLarge(blobId, MOST_FILE_BYTES)
      return { content: await ctx.git.blob(path, blobId) }
    } catch (error) {
      if (isGitFailure(error, 'PathMissing')) throw blobIdDoesNotExist(blobId)
      throw error
    }
  },
})
