import type { CreateCommitInput, CreateCommitOutput } from '@aws-sdk/client-codecommit'
import { operation } from '@towpath/wire'
import {
  branchNameRequired,
  fileEntryRequired,
  invalidBranchName,
  invalidPath,
  noChange,
  parentCommitIdOutdated,
  parentCommitIdRequired,
} from '../errors.ts'
import { type GitFileMode, isGitFailure } from '../ports/git.ts'
import { existing, onRepository, type Room } from '../room.ts'
import { pathOf } from '../rules/names.ts'

/** Puts and deletes files in one commit; the branch must still be where the caller saw it. */
export const createCommit = operation<CreateCommitInput, CreateCommitOutput, Room>('CreateCommit', {
  kind: 'manual',
  access: (input, ctx) => onRepository('CreateCommit')(input, ctx),
  async run(input, ctx) {
    const repository = await existing(ctx, input.repositoryName)
    const path = pathOf(repository)
    const { branchName: branch, putFiles = [], deleteFiles = [], parentCommitId } = input
    if (!branch) throw branchNameRequired()
    if (putFiles.length + deleteFiles.length === 0) throw fileEntryRequired()
    const tip = (await ctx.git.branches(path)).get(branch)
    if (tip && !parentCommitId) throw parentCommitIdRequired(branch)
    try {
      const commitId = await ctx.git.commitFiles(path, {
        branch,
        parent: parentCommitId,
        author: { name: input.authorName || (ctx.principal.name ?? 'root'), email: input.email ?? '' },
        message: input.commitMessage ?? '',
        at: ctx.clock.now(),
        changes: [
          ...putFiles.map((file) => ({
            path: file.filePath ?? '',
            content: file.fileContent ?? new Uint8Array(),
            mode: modeOf(file.fileMode),
          })),
          ...deleteFiles.map((file) => ({ path: file.filePath ?? '', content: null })),
        ],
      })
      const { tree } = await ctx.git.commit(path, commitId)
      const describe = (file: { filePath?: string }) => ({ absolutePath: file.filePath })
      return {
        commitId,
        treeId: tree,
        filesAdded: putFiles.map(describe),
        filesDeleted: deleteFiles.map(describe),
        filesUpdated: [],
      }
    } catch (error) {
      if (isGitFailure(error, 'TipMoved')) throw parentCommitIdOutdated(parentCommitId ?? 'no commit', tip)
      if (isGitFailure(error, 'NothingChanged')) throw noChange()
      if (isGitFailure(error, 'InvalidName'))
        throw error.message.includes('branch') ? invalidBranchName(branch) : invalidPath(badPath(input))
      throw error
    }
  },
})

function modeOf(mode: string | undefined): GitFileMode {
  return mode === 'EXECUTABLE' ? 'executable' : mode === 'SYMLINK' ? 'symlink' : 'normal'
}

function badPath({ putFiles = [], deleteFiles = [] }: CreateCommitInput): string {
  return [...putFiles, ...deleteFiles].map((file) => file.filePath).join(', ')
}
