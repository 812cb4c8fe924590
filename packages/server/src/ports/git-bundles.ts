import { Readable } from 'node:stream'
import { GitError, type GitRepositories } from '@towpath/git'
import { findByPath, pathOf } from '@towpath/services/codecommit/index.ts'
import type { GitBundles } from '@towpath/services/codedeploy/ports/git-bundles.ts'
import type { BlobStore, Store } from '@towpath/storage'

export interface GitBundlesOptions {
  store: Store
  blobs: BlobStore
  repositories: GitRepositories
  /** Base address of the GitHub API: `https://api.github.com`, or that of an enterprise server. */
  githubApi: string
  fetch: typeof globalThis.fetch
  /** Largest bundle kept, in bytes. */
  maxBytes: number
}

/** Bundles of commits: of the embedded repository of that path where there is one, of GitHub otherwise. */
export function gitBundles(options: GitBundlesOptions): GitBundles {
  return {
    async fetch({ repository, commitId, token, signal }) {
      const [owner = '', name = ''] = repository.split('/')
      const embedded = await findByPath(options.store.db, owner, name)
      if (embedded) return fromEmbedded(options, pathOf(embedded), commitId, signal)
      return fromGithub(options, { repository, commitId, token, signal })
    },
  }
}

type Fetched = Awaited<ReturnType<GitBundles['fetch']>>

async function fromEmbedded(
  options: GitBundlesOptions,
  path: string,
  commitId: string,
  signal: AbortSignal,
): Promise<Fetched> {
  try {
    // The one folder at the top is what GitHub's archives have; agents lift it.
    const prefix = `${path.replace('/', '-')}-${commitId.slice(0, 7)}`
    const archive = await options.repositories.archive(path, commitId, 'tar.gz', prefix)
    return { bundle: await keep(options, archive, signal) }
  } catch (error) {
    if (error instanceof GitError && ['CommitMissing', 'RepositoryMissing'].includes(error.code)) {
      return {
        refused: 'missing',
        message: `The embedded repository ${path} has no commit ${commitId}. Push it first.`,
      }
    }
    throw error
  }
}

async function fromGithub(
  options: GitBundlesOptions,
  asked: { repository: string; commitId: string; token?: string; signal: AbortSignal },
): Promise<Fetched> {
  const { repository, commitId, token, signal } = asked
  const response = await options.fetch(`${options.githubApi}/repos/${repository}/tarball/${commitId}`, {
    headers: { 'user-agent': 'towpath', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    signal,
  })
  if (response.ok && response.body) {
    return {
      bundle: await keep(options, Readable.fromWeb(response.body as import('node:stream/web').ReadableStream), signal),
    }
  }
  await response.body?.cancel()
  const where = `${new URL(options.githubApi).host} answered ${response.status} for ${repository} at ${commitId}`
  if (response.status === 404 || response.status === 422) {
    const hint = token ? '' : ' If the repository is private, store a token for it.'
    return { refused: 'missing', message: `There is no embedded repository ${repository}, and ${where}.${hint}` }
  }
  if (response.status === 401 || response.status === 403) {
    return { refused: 'token', message: `There is no embedded repository ${repository}, and ${where}.` }
  }
  throw new Error(where)
}

async function keep(options: GitBundlesOptions, content: Readable, signal: AbortSignal) {
  const { sha256, size } = await options.blobs.put(content, { limit: options.maxBytes, signal })
  return { sha256, size, format: 'tgz' as const }
}
