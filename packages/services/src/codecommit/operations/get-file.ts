import type { GetFileInput, GetFileOutput } from '@aws-sdk/client-codecommit'
import { operation } from '@towpath/wire'
import { fileMode } from '../answers.ts'
import { fileDoesNotExist, fileTooLarge } from '../errors.ts'
import { commitOf } from '../lookup.ts'
import { existing, onRepository, type Room } from '../room.ts'
import { MOST_FILE_BYTES } from '../rules/commit-request.ts'
import { pathOf } from '../rules/names.ts'
import { checkFilePath } from '../rules/paths.ts'

export const getFile = operation<GetFileInput, GetFileOutput, Room>('GetFile', {
  kind: 'read',
  access: onRepository('GetFile'),
  async run(input, ctx) {
    const path = pathOf(await existing(ctx, input.repositoryName))
    const filePath = checkFilePath(input.filePath)
    const commitId = await commitOf(ctx, path, input.commitSpecifier)
    const entry = await ctx.git.entry(path, commitId, filePath)
    if (entry?.type !== 'blob') throw fileDoesNotExist(filePath)
    const fileSize = await ctx.git.blobSize(path, entry.id)
    if (fileSize > MOST_FILE_BYTES) throw fileTooLarge(filePath, MOST_FILE_BYTES)
    const fileContent = await ctx.git.blob(path, entry.id)
    return { commitId, blobId: entry.id, filePath, fileMode: fileMode(entry.mode), fileSize, fileContent }
  },
})
