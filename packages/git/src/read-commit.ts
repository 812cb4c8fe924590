import { GitError } from './git-error.ts'
import { git, tryGit } from './run-git.ts'

export interface CommitInfo {
  id: string
  tree: string
  parents: string[]
  author: Signature
  committer: Signature
  message: string
}

export interface Signature {
  name: string
  email: string
  /** Seconds since the epoch. */
  seconds: number
  /** `+0200`. */
  offset: string
}

/** One entry of a folder at some commit. */
export interface TreeEntry {
  mode: string
  type: 'blob' | 'tree' | 'commit'
  id: string
  path: string
}

/** Reads a commit as it is stored. Rejects with CommitMissing when `id` is no commit of this repository. */
export async function readCommit(folder: string, id: string): Promise<CommitInfo> {
  const result = /^[0-9a-f]{40}$/.test(id)
    ? await tryGit(folder, ['cat-file', 'commit', id])
    : { code: 1, stdout: Buffer.alloc(0) }
  if (result.code !== 0) throw new GitError('CommitMissing', `There is no commit ${id} in this repository`)
  return parseCommit(id, result.stdout.toString('utf8'))
}

/** The newest `limit` commits that `id` contains, itself first. */
export async function listCommits(folder: string, id: string, limit: number): Promise<CommitInfo[]> {
  const out = await git(folder, ['rev-list', `--max-count=${limit}`, '--end-of-options', id])
  const ids = out.toString('utf8').split('\n').filter(Boolean)
  return Promise.all(ids.map((each) => readCommit(folder, each)))
}

/** The entries directly in `path` (empty: the root) at a commit. */
export async function listTree(folder: string, commit: string, path: string): Promise<TreeEntry[]> {
  const args = ['ls-tree', '-z', '--full-tree', '--end-of-options', path === '' ? commit : `${commit}:${path}`]
  const result = await tryGit(folder, args)
  if (result.code !== 0) throw new GitError('PathMissing', `There is no folder ${path} at ${commit}`)
  return result.stdout.toString('utf8').split('\0').filter(Boolean).map(parseEntry)
}

function parseEntry(line: string): TreeEntry {
  const [meta = '', path = ''] = line.split('\t')
  const [mode = '', type = '', id = ''] = meta.split(' ')
  return { mode, type: type as TreeEntry['type'], id, path }
}

function parseCommit(id: string, text: string): CommitInfo {
  const blank = text.indexOf('\n\n')
  const headers = text.slice(0, blank).split('\n')
  const values = (name: string) =>
    headers.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1))
  return {
    id,
    tree: values('tree')[0] ?? '',
    parents: values('parent'),
    author: parseSignature(values('author')[0] ?? ''),
    committer: parseSignature(values('committer')[0] ?? ''),
    message: text.slice(blank + 2),
  }
}

function parseSignature(text: string): Signature {
  const match = /^(.*?) ?<([^>]*)> (\d+) ([+-]\d{4})$/.exec(text)
  return {
    name: match?.[1] ?? '',
    email: match?.[2] ?? '',
    seconds: Number(match?.[3] ?? 0),
    offset: match?.[4] ?? '+0000',
  }
}
