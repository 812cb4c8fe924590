import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GitError } from './git-error.ts'
import { resolveCommit } from './refs.ts'
import { git, tryGit } from './run-git.ts'

/** One changed file. `content: null` deletes it; `{ blob }` is content that the repository has already. */
export interface FileChange {
  /** Relative, with `/`: `scripts/start.sh`. */
  path: string
  content: Uint8Array | string | null | { blob: string }
  /** Default: a plain file. The content of a `symlink` is where it leads. */
  mode?: FileMode
}

export type FileMode = 'normal' | 'executable' | 'symlink'

const MODES: Record<FileMode, string> = { normal: '100644', executable: '100755', symlink: '120000' }

export interface CommitFiles {
  /** Short name: `main`. */
  branch: string
  /**
   * The commit the branch must point to now; undefined: the branch must not exist yet. Anything else is refused with
   * TipMoved and changes nothing.
   */
  parent: string | undefined
  author: { name: string; email: string }
  message: string
  /** Milliseconds since the epoch. */
  at: number
  changes: FileChange[]
}

/** Commits changed files onto a branch without a work tree. Resolves with the new commit's id. */
export async function commitFiles(folder: string, commit: CommitFiles): Promise<string> {
  const ref = `refs/heads/${commit.branch}`
  const tip = await resolveCommit(folder, ref)
  if (tip !== commit.parent) throw tipMoved(commit, tip)
  const scratch = await mkdtemp(join(tmpdir(), 'towpath-index-'))
  try {
    const env = { GIT_INDEX_FILE: join(scratch, 'index') }
    if (tip) await git(folder, ['read-tree', tip], { env })
    await stage(folder, commit.changes, env)
    const tree = text(await git(folder, ['write-tree'], { env }))
    if (tip && tree === text(await git(folder, ['rev-parse', `${tip}^{tree}`]))) {
      throw new GitError('NothingChanged', `The files are already as the commit to ${commit.branch} would make them`)
    }
    const id = text(
      await git(folder, commitArguments(tree, tip), { input: commit.message, env: { ...env, ...identity(commit) } }),
    )
    // update-ref compares once more, so that of two commits made at the same time only one wins.
    const moved = await tryGit(folder, ['update-ref', ref, id, tip ?? '0'.repeat(40)])
    if (moved.code !== 0) throw tipMoved(commit, await resolveCommit(folder, ref))
    return id
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

async function stage(folder: string, changes: FileChange[], env: Record<string, string>): Promise<void> {
  const lines: string[] = []
  for (const change of changes) {
    assertSafePath(change.path)
    if (change.content === null) {
      lines.push(`0 ${'0'.repeat(40)}\t${change.path}`)
      continue
    }
    lines.push(`${MODES[change.mode ?? 'normal']} ${await blobOf(folder, change.content)}\t${change.path}`)
  }
  await git(folder, ['update-index', '--add', '-z', '--index-info'], { input: `${lines.join('\0')}\0`, env })
}

async function blobOf(folder: string, content: Uint8Array | string | { blob: string }): Promise<string> {
  if (typeof content === 'object' && 'blob' in content) return content.blob
  return text(await git(folder, ['hash-object', '-w', '--stdin'], { input: content }))
}

function assertSafePath(path: string): void {
  const parts = path.split('/')
  const bad = parts.some((part) => part === '' || part === '.' || part === '..' || part.toLowerCase() === '.git')
  if (bad || path.includes('\0'))
    throw new GitError('InvalidName', `"${path}" cannot be the path of a file in a repository`)
}

function commitArguments(tree: string, parent: string | undefined): string[] {
  return ['commit-tree', tree, ...(parent ? ['-p', parent] : []), '-F', '-']
}

function identity({ author, at }: CommitFiles): Record<string, string> {
  // With the sign, git takes any number for seconds; without it, small ones are no dates.
  const date = `@${Math.floor(at / 1000)} +0000`
  return {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: author.name,
    GIT_COMMITTER_EMAIL: author.email,
    GIT_COMMITTER_DATE: date,
  }
}

function tipMoved(commit: CommitFiles, tip: string | undefined): GitError {
  return new GitError(
    'TipMoved',
    `Branch ${commit.branch} is at ${tip ?? 'no commit'}, not at ${commit.parent ?? 'no commit'}; read it again and repeat the change`,
  )
}

function text(output: Buffer): string {
  return output.toString('utf8').trim()
}
