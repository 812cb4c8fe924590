import type { Readable } from 'node:stream'
import { GitError, type GitRepositories } from '@towpath/git'
import { GithubRefusal, GithubRepository } from '@towpath/git/github/index.ts'
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
    async fetch({ account, repository, commitId, token, signal }) {
      const [owner = '', name = ''] = repository.split('/')
      const embedded = await findByPath(options.store.db, owner, name)
      if (embedded?.account === account) return fromEmbedded(options, pathOf(embedded), commitId, signal)
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
  try {
    const github = new GithubRepository({ api: options.githubApi, fetch: options.fetch }, repository, token)
    return { bundle: await keep(options, await github.tarball(commitId, signal), signal) }
  } catch (error) {
    if (!(error instanceof GithubRefusal) || error.refused === 'unavailable') throw error
    const refused = error.refused === 'denied' ? 'token' : 'missing'
    return { refused, message: `There is no embedded repository ${repository}, and ${error.message}` }
  }
}

async function keep(options: GitBundlesOptions, content: Readable, signal: AbortSignal) {
  const { sha256, size } = await options.blobs.put(content, { limit: options.maxBytes, signal })
  return { sha256, size, format: 'tgz' as const }
}
