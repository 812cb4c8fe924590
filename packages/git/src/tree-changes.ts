import { GitError } from './git-error.ts'
import { tryGit } from './run-git.ts'

/** A file that differs between two commits. Absent: it was or is not there. Renames are one file gone, one come. */
export interface TreeChange {
  path: string
  before?: { mode: string; id: string }
  after?: { mode: string; id: string }
}

const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'
const NONE = /^0+$/

/** What differs, in order of the paths; `before` undefined: all that is there. `path` keeps to one file or folder. */
export async function treeChanges(
  folder: string,
  before: string | undefined,
  after: string,
  path = '',
): Promise<TreeChange[]> {
  for (const id of [before ?? after, after]) {
    if (!/^[0-9a-f]{40}$/.test(id)) throw new GitError('CommitMissing', `There is no commit ${id} in this repository`)
  }
  const args = ['diff-tree', '-r', '-z', '--raw', '--no-renames', '--no-commit-id', before ?? EMPTY_TREE, after]
  // A path is a path here, not a pattern: `:(glob)` and `*` are names of files, too.
  const env = { GIT_LITERAL_PATHSPECS: '1' }
  const result = await tryGit(folder, path === '' ? args : [...args, '--', path], { env })
  if (result.code !== 0) {
    throw new GitError('CommitMissing', `There is no commit ${before ?? after} or ${after} in this repository`)
  }
  const fields = result.stdout.toString('utf8').split('\0')
  const changes: TreeChange[] = []
  for (let at = 0; at + 1 < fields.length; at += 2) changes.push(parseChange(fields[at] ?? '', fields[at + 1] ?? ''))
  return changes
}

/** `:100644 100755 ID ID M` */
function parseChange(meta: string, path: string): TreeChange {
  const [beforeMode = '', afterMode = '', beforeId = '', afterId = ''] = meta.slice(1).split(' ')
  return {
    path,
    before: NONE.test(beforeMode) ? undefined : { mode: beforeMode, id: beforeId },
    after: NONE.test(afterMode) ? undefined : { mode: afterMode, id: afterId },
  }
}
