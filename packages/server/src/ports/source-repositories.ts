import type { Clock } from '@towpath/base'
import { GitError, type GitRepositories } from '@towpath/git'
import { Etags, GithubRefusal } from '@towpath/git/github/index.ts'
import { arnOf } from '@towpath/services/codecommit/index.ts'
import type {
  RepositoryAccess,
  RepositoryRefusal,
  SourceCommit,
  SourceRepositories,
} from '@towpath/services/codepipeline/ports/source-repositories.ts'
import { addStatus } from '../github/state/statuses.ts'
import { embeddedRepository } from './embedded-repository.ts'
import { type GithubAccess, githubRepository } from './github-access.ts'

export interface SourceRepositoriesOptions extends GithubAccess {
  repositories: GitRepositories
  clock: Clock
  /** Most bytes of files that are unpacked of an archive of GitHub. */
  maxBytes: number
}

/** The port tells no more of them. */
const MOST_PATHS = 100
const MOST_FILES = 200_000

/** Repositories as pipelines see them: embedded ones first, then those of GitHub. */
export function sourceRepositories(options: SourceRepositoriesOptions): SourceRepositories {
  const { store, repositories: git, clock } = options
  const access = { ...options, etags: options.etags ?? new Etags() }

  /** Does one thing with the repository that is meant, wherever it is. */
  async function within<T>(
    asked: RepositoryAccess,
    embedded: (repository: { id: string; path: string }) => Promise<T>,
    github: (repository: Awaited<ReturnType<typeof githubRepository>>) => Promise<T>,
  ): Promise<T | RepositoryRefusal> {
    const own = await embeddedRepository(store.db, asked)
    if (own && 'refused' in own) return own
    const denied = own && (await denial(asked, own.path))
    if (denied) return denied
    try {
      return own ? await embedded(own) : await github(await githubRepository(access, asked))
    } catch (error) {
      const refusal = refusalOf(error, own?.path)
      if (refusal) return refusal
      throw error
    }
  }

  return {
    commit: (asked) =>
      within<SourceCommit | RepositoryRefusal>(
        asked,
        async ({ path }) => embeddedCommit(git, path, asked.ref),
        async (github) => {
          const { id: commitId, ...commit } = await github.commit(asked.ref, asked.signal)
          return { commitId, ...commit }
        },
      ),
    archive: (asked) =>
      within(
        asked,
        ({ path }) => git.archive(path, asked.commitId, 'zip', ''),
        (github) => github.zip(asked.commitId, { maxBytes: options.maxBytes, maxFiles: MOST_FILES }, asked.signal),
      ),
    async changedFiles(asked) {
      const { before, after, signal } = asked
      const paths = await within(
        asked,
        async ({ path }) => (await git.changes(path, before, after)).map((change) => change.path),
        (github) => github.changedFiles(before, after, signal),
      )
      return Array.isArray(paths) ? paths.slice(0, MOST_PATHS) : undefined
    },
    reportStatus: (asked) =>
      within<RepositoryRefusal | undefined>(
        asked,
        async ({ id, path }) => {
          await git.commit(path, asked.commitId)
          const { state, context, description, targetUrl } = asked
          const status = { state, context, description, targetUrl, creator: 'towpath', createdAt: clock.now() }
          await store.transaction((db) => addStatus(db, { repositoryId: id, sha: asked.commitId }, status))
          return undefined
        },
        async (github) => {
          await github.createStatus(asked.commitId, asked, asked.signal)
          return undefined
        },
      ),
  }
}

/** A token or a connection says nothing of embedded repositories: they are read with the rights of whoever reads. */
async function denial(asked: RepositoryAccess, path: string): Promise<RepositoryRefusal | undefined> {
  const resource = arnOf(asked, path.slice(path.indexOf('/') + 1))
  if (!asked.may || (await asked.may('codecommit:GitPull', resource))) return undefined
  const message = `${path} is an embedded repository, and the role is not authorized to perform: codecommit:GitPull on resource: ${resource}. Allow it in a policy of the role, then retry the stage.`
  return { refused: 'denied', message }
}

async function embeddedCommit(
  git: GitRepositories,
  path: string,
  ref: { branch: string } | { tag: string } | { commit: string },
): Promise<SourceCommit | RepositoryRefusal> {
  const [name, what] =
    'branch' in ref
      ? [`refs/heads/${ref.branch}`, `branch ${ref.branch}`]
      : 'tag' in ref
        ? [`refs/tags/${ref.tag}`, `tag ${ref.tag}`]
        : [ref.commit, `commit ${ref.commit}`]
  // What is no id would be looked for among the branches.
  const known = !('commit' in ref) || /^[0-9a-f]{40}$/.test(ref.commit)
  const id = known ? await git.resolve(path, name) : undefined
  if (id === undefined) {
    return { refused: 'missing', message: `The embedded repository ${path} has no ${what}. Push it first.` }
  }
  const { message, author, committer } = await git.commit(path, id)
  return {
    commitId: id,
    message,
    author: { name: author.name, email: author.email },
    committedAt: committer.seconds * 1000,
  }
}

/** Refusals are values to pipelines; anything else is a bug of ours, or may pass. */
function refusalOf(error: unknown, path: string | undefined): RepositoryRefusal | undefined {
  if (error instanceof GithubRefusal) {
    return { refused: error.refused === 'conflict' ? 'missing' : error.refused, message: error.message }
  }
  if (error instanceof GitError && ['CommitMissing', 'RepositoryMissing', 'PathMissing'].includes(error.code)) {
    return { refused: 'missing', message: `${error.message} (embedded repository ${path}).` }
  }
  return undefined
}
