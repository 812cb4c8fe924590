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

/** Which commits of a history are wanted. */
export interface HistoryOptions {
  limit: number
  /** How many of the newest are left out. */
  skip?: number
  /** Only those that changed this file or folder. */
  path?: string
  /** Without those that this commit contains. */
  without?: string
}

/** The newest commits that `id` contains, itself first. */
export async function listCommits(folder: string, id: string, options: HistoryOptions): Promise<CommitInfo[]> {
  const { limit, skip = 0, path, without } = options
  const args = [
    'rev-list',
    `--max-count=${limit}`,
    `--skip=${skip}`,
    '--end-of-options',
    id,
    ...(without ? [`^${without}`] : []),
  ]
  const env = { GIT_LITERAL_PATHSPECS: '1' }
  const out = await git(folder, path ? [...args, '--', path] : args, { env })
  return readCommits(folder, out.toString('utf8').split('\n').filter(Boolean))
}

/** Many commits, read by one process. */
async function readCommits(folder: string, ids: string[]): Promise<CommitInfo[]> {
  const out = await git(folder, ['cat-file', '--batch'], { input: ids.map((id) => `${id}\n`).join('') })
  const commits: CommitInfo[] = []
  // Each: `ID commit SIZE`, a line break, SIZE bytes, a line break.
  for (let at = 0; at < out.length; ) {
    const head = out.indexOf('\n', at)
    const [id = '', , size = '0'] = out.toString('latin1', at, head).split(' ')
    const end = head + 1 + Number(size)
    commits.push(parseCommit(id, out.toString('utf8', head + 1, end)))
    at = end + 1
  }
  return commits
}

/** The entries directly in `path` (empty: the root) at a commit. */
export async function listTree(folder: string, commit: string, path: string): Promise<TreeEntry[]> {
  const args = ['ls-tree', '-z', '--full-tree', '--end-of-options', path === '' ? commit : `${commit}:${path}`]
  const result = await tryGit(folder, args)
  if (result.code !== 0) throw new GitError('PathMissing', `There is no folder ${path} at ${commit}`)
  return result.stdout.toString('utf8').split('\0').filter(Boolean).map(parseEntry)
}

/** The file or folder at `path` of a commit; undefined when there is none. */
export async function treeEntry(folder: string, commit: string, path: string): Promise<TreeEntry | undefined> {
  const at = path.lastIndexOf('/')
  const entries = await listTree(folder, commit, path.slice(0, Math.max(0, at))).catch((error: unknown) => {
    if (error instanceof GitError && error.code === 'PathMissing') return []
    throw error
  })
  const entry = entries.find((each) => each.path === path.slice(at + 1))
  return entry && { ...entry, path }
}

/** Size of a blob in bytes. */
export async function blobSize(folder: string, id: string): Promise<number> {
  const result = /^[0-9a-f]{40}$/.test(id)
    ? await tryGit(folder, ['cat-file', '--batch-check=%(objecttype) %(objectsize)'], { input: `${id}\n` })
    : undefined
  const [type, size] = result?.stdout.toString('latin1').trim().split(' ') ?? []
  if (type !== 'blob') throw new GitError('PathMissing', `There is no blob ${id} in this repository`)
  return Number(size)
}

function parseEntry(line: string): TreeEntry {
  const tab = line.indexOf('\t')
  const [mode = '', type = '', id = ''] = line.slice(0, tab).split(' ')
  // Without quoting: a name may have tabs of its own.
  return { mode, type: type as TreeEntry['type'], id, path: line.slice(tab + 1) }
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
