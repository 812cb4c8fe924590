import type {
  FileVersion,
  ListFileCommitHistoryRequest,
  ListFileCommitHistoryResponse,
} from '@aws-sdk/client-codecommit'
import { operation } from '@towpath/wire'
import { commitAnswer } from '../answers.ts'
import { invalidContinuationToken } from '../errors.ts'
import { commitOf, resultCount } from '../lookup.ts'
import { existing, onRepository, type Room } from '../room.ts'
import { pathOf } from '../rules/names.ts'
import { checkFilePath } from '../rules/paths.ts'

const MOST = 100

/**
 * The commits that changed a file, the newest first. A history is told as a line: `revisionChildren` names the next
 * newer commit only. Files that were renamed begin with their present name.
 */
export const listFileCommitHistory = operation<ListFileCommitHistoryRequest, ListFileCommitHistoryResponse, Room>(
  'ListFileCommitHistory',
  {
    kind: 'read',
    access: onRepository('ListFileCommitHistory'),
    async run(input, ctx) {
      const path = pathOf(await existing(ctx, input.repositoryName))
      const filePath = checkFilePath(input.filePath)
      const skip = offsetOf(input.nextToken)
      const size = resultCount(input.maxResults, MOST)
      const tip = await commitOf(ctx, path, input.commitSpecifier)
      // One before for what is newer, one behind to know whether there is more.
      const newer = Math.min(skip, 1)
      const options = { path: filePath, skip: skip - newer, limit: size + newer + 1 }
      const commits = await ctx.git.commits(path, tip, options)
      const revisionDag: FileVersion[] = []
      for (const [index, commit] of commits.entries()) {
        if (index < newer || index >= newer + size) continue
        const child = commits[index - 1]
        const blobId = (await ctx.git.entry(path, commit.id, filePath))?.id
        const revisionChildren = child ? [child.id] : []
        revisionDag.push({ commit: commitAnswer(commit), blobId, path: filePath, revisionChildren })
      }
      const more = commits.length > newer + size
      return { revisionDag, nextToken: more ? String(skip + size) : undefined }
    },
  },
)

/** Commits never move within a history, so how many were told is enough to go on. */
function offsetOf(token: string | undefined): number {
  if (token === undefined) return 0
  if (!/^[1-9]\d{0,8}$/.test(token)) throw invalidContinuationToken(token)
  return Number(token)
}
