import { access, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough, type Readable } from 'node:stream'
import { type CommitFiles, commitFiles } from './commit-files.ts'
import { GitError } from './git-error.ts'
import {
  blobSize,
  type CommitInfo,
  type HistoryOptions,
  listCommits,
  listTree,
  readCommit,
  type TreeEntry,
  treeEntry,
} from './read-commit.ts'
import {
  distance,
  fullNames,
  isBranchName,
  listRefs,
  mergeBase,
  type RefChange,
  refChanges,
  resolveCommit,
} from './refs.ts'
import { isRepositoryPath, type RepositoryPath } from './repository-path.ts'
import { endGit, git, spawnGit, tryGit } from './run-git.ts'
import { type TreeChange, treeChanges } from './tree-changes.ts'

export type { CommitInfo, HistoryOptions, TreeEntry } from './read-commit.ts'
export type { RefChange } from './refs.ts'

/** What happened in a repository: a push over HTTP or a commit made here. */
export interface PushEvent {
  repository: RepositoryPath
  changes: RefChange[]
}

/** The bare repositories below one folder. All methods reject with a GitError. */
export interface GitRepositories {
  create(repository: string, options?: { defaultBranch?: string }): Promise<void>
  /** Not an error when there is none. */
  delete(repository: string): Promise<void>
  exists(repository: string): Promise<boolean>
  list(): Promise<RepositoryPath[]>
  /** Branches by short name. */
  branches(repository: string): Promise<Map<string, string>>
  /** Branches and tags by full name, as {@link RefChange} has them. */
  refs(repository: string): Promise<Map<string, string>>
  defaultBranch(repository: string): Promise<string>
  setDefaultBranch(repository: string, branch: string): Promise<void>
  createBranch(repository: string, branch: string, commit: string): Promise<void>
  /** Moves a branch that is at `from`; if it is not, refuses with TipMoved. */
  moveBranch(repository: string, branch: string, from: string, to: string): Promise<void>
  deleteBranch(repository: string, branch: string): Promise<void>
  /**
   * The commit that a branch, a tag, a full name (`refs/heads/main`) or a 40-digit id means; undefined when there is
   * none.
   */
  resolve(repository: string, ref: string): Promise<string | undefined>
  commit(repository: string, id: string): Promise<CommitInfo>
  commits(repository: string, id: string, options: HistoryOptions): Promise<CommitInfo[]>
  /** Files that differ between two commits; without `before`, all that are there. */
  changes(repository: string, before: string | undefined, after: string, path?: string): Promise<TreeChange[]>
  /** The newest commit that both contain, or undefined. */
  mergeBase(repository: string, one: string, other: string): Promise<string | undefined>
  /** How many commits each of two has that the other does not contain. */
  distance(repository: string, one: string, other: string): Promise<{ one: number; other: number }>
  tree(repository: string, commit: string, path: string): Promise<TreeEntry[]>
  /** The file or folder at a path; undefined when there is none. */
  entry(repository: string, commit: string, path: string): Promise<TreeEntry | undefined>
  /** Size of a file's blob in bytes. */
  blobSize(repository: string, id: string): Promise<number>
  /** Content of a file's blob, which must fit into memory. */
  blob(repository: string, id: string): Promise<Buffer>
  commitFiles(repository: string, commit: CommitFiles): Promise<string>
  /** All files of a commit; below one folder `prefix/`, as GitHub's archives have them, unless that is empty. */
  archive(repository: string, commit: string, format: 'tar.gz' | 'zip', prefix: string): Promise<Readable>
  /** Where the bare repository lies on disk. */
  folder(repository: string): Promise<string>
  /** Runs `work`, which may move refs, and tells the listeners what moved. */
  watching<T>(repository: string, work: () => Promise<T>): Promise<T>
  onPush(listener: (event: PushEvent) => void): () => void
}

export function openRepositories(root: string): GitRepositories {
  const listeners = new Set<(event: PushEvent) => void>()

  function place(repository: string): string {
    if (!isRepositoryPath(repository)) {
      throw new GitError(
        'InvalidName',
        `"${repository}" is not a repository path: OWNER/REPO with letters, digits, ".", "_" and "-"`,
      )
    }
    return join(root, `${repository}.git`)
  }

  async function folder(repository: string): Promise<string> {
    const path = place(repository)
    if (!(await isThere(path))) throw new GitError('RepositoryMissing', `There is no repository ${repository}`)
    return path
  }

  async function watching<T>(repository: string, work: () => Promise<T>): Promise<T> {
    const path = await folder(repository)
    const before = await listRefs(path)
    try {
      return await work()
    } finally {
      const changes = refChanges(before, await listRefs(path))
      if (changes.length > 0) for (const tell of listeners) tell({ repository: repository as RepositoryPath, changes })
    }
  }

  return {
    folder,
    watching,
    async create(repository, { defaultBranch = 'main' } = {}) {
      const path = place(repository)
      if (await isThere(path)) throw new GitError('RepositoryExists', `Repository ${repository} exists already`)
      await mkdir(join(path, '..'), { recursive: true })
      // Made aside and moved in one step: what is seen under the name is always a whole repository.
      const fresh = `${path}.new-${process.pid}-${Date.now()}`
      await git(root, ['init', '--quiet', '--bare', `--initial-branch=${defaultBranch}`, fresh])
      await rename(fresh, path).catch(async (cause) => {
        await rm(fresh, { recursive: true, force: true })
        throw new GitError('RepositoryExists', `Repository ${repository} exists already`, { cause })
      })
    },
    async delete(repository) {
      const path = place(repository)
      const gone = `${path}.deleted-${process.pid}-${Date.now()}`
      const moved = await rename(path, gone).then(
        () => true,
        () => false,
      )
      if (moved) await rm(gone, { recursive: true, force: true })
    },
    exists: (repository) => isThere(place(repository)),
    async list() {
      const owners = await readdir(root)
      const found = await Promise.all(
        owners.map(async (owner) =>
          (await readdir(join(root, owner))).map((name) => `${owner}/${name.replace(/\.git$/, '')}`),
        ),
      )
      return found.flat().filter(isRepositoryPath).sort()
    },
    refs: async (repository) => listRefs(await folder(repository)),
    async branches(repository) {
      const refs = await listRefs(await folder(repository))
      const heads = [...refs].filter(([ref]) => ref.startsWith('refs/heads/'))
      return new Map(heads.map(([ref, id]) => [ref.slice('refs/heads/'.length), id]))
    },
    async defaultBranch(repository) {
      const out = await git(await folder(repository), ['symbolic-ref', '--short', 'HEAD'])
      return out.toString('utf8').trim()
    },
    async setDefaultBranch(repository, branch) {
      const path = await folder(repository)
      if (!(await resolveCommit(path, `refs/heads/${branch}`)))
        throw new GitError('RefMissing', `There is no branch ${branch}`)
      await git(path, ['symbolic-ref', 'HEAD', `refs/heads/${branch}`])
    },
    async createBranch(repository, branch, commit) {
      const path = await folder(repository)
      if (!(await isBranchName(path, branch)))
        throw new GitError('InvalidName', `"${branch}" cannot be the name of a branch`)
      await readCommit(path, commit)
      await watching(repository, () => git(path, ['update-ref', `refs/heads/${branch}`, commit, '0'.repeat(40)]))
    },
    async moveBranch(repository, branch, from, to) {
      const path = await folder(repository)
      await readCommit(path, to)
      const moved = await watching(repository, () => tryGit(path, ['update-ref', `refs/heads/${branch}`, to, from]))
      if (moved.code !== 0) throw new GitError('TipMoved', `Branch ${branch} is not at ${from}; read it again`)
    },
    async deleteBranch(repository, branch) {
      const path = await folder(repository)
      await watching(repository, () => git(path, ['update-ref', '-d', `refs/heads/${branch}`]))
    },
    async resolve(repository, ref) {
      const path = await folder(repository)
      for (const name of fullNames(ref)) {
        const id = await resolveCommit(path, name)
        if (id) return id
      }
      return undefined
    },
    commit: async (repository, id) => readCommit(await folder(repository), id),
    commits: async (repository, id, options) => listCommits(await folder(repository), id, options),
    tree: async (repository, commit, path) => listTree(await folder(repository), commit, path),
    changes: async (repository, before, after, path) => treeChanges(await folder(repository), before, after, path),
    distance: async (repository, one, other) => distance(await folder(repository), one, other),
    mergeBase: async (repository, one, other) => mergeBase(await folder(repository), one, other),
    entry: async (repository, commit, path) => treeEntry(await folder(repository), commit, path),
    blobSize: async (repository, id) => blobSize(await folder(repository), id),
    async blob(repository, id) {
      if (!/^[0-9a-f]{40}$/.test(id)) throw new GitError('PathMissing', `"${id}" is not the id of a blob`)
      return git(await folder(repository), ['cat-file', 'blob', id])
    },
    async commitFiles(repository, commit) {
      const path = await folder(repository)
      if (!(await isBranchName(path, commit.branch))) {
        throw new GitError('InvalidName', `"${commit.branch}" cannot be the name of a branch`)
      }
      return watching(repository, () => commitFiles(path, commit))
    },
    async archive(repository, commit, format, prefix) {
      const path = await folder(repository)
      await readCommit(path, commit)
      return archiveStream(path, [
        'archive',
        `--format=${format}`,
        ...(prefix === '' ? [] : [`--prefix=${prefix}/`]),
        commit,
      ])
    },
    onPush(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** What git writes, whole or ending in an error. */
function archiveStream(folder: string, args: string[]): Readable {
  const child = spawnGit(folder, args)
  // Taken over at once: Node throws away what a process wrote when it ends before anybody has begun to read.
  const archive = child.stdout.pipe(new PassThrough(), { end: false })
  child.stdin.end()
  child.stderr.resume()
  child.on('error', (cause) =>
    archive.destroy(new GitError('GitFailed', `Cannot run git: ${cause.message}`, { cause })),
  )
  child.on('close', (code) => {
    if (code === 0) archive.end()
    else archive.destroy(new GitError('GitFailed', `git ${args[0]} ended with ${code}`))
  })
  archive.on('close', () => endGit(child))
  return archive
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
