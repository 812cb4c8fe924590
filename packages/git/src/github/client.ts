import type { Readable } from 'node:stream'
import { isRepositoryPath } from '../repository-path.ts'
import type { ZipLimits } from '../zip-of-tarball.ts'
import { download } from './download.ts'
import { GithubRefusal } from './refusal.ts'
import { ask, type GithubRequest, type GithubSite } from './send.ts'
import * as shapes from './shapes.ts'

export interface GithubCommit {
  id: string
  message: string
  author: { name: string; email: string }
  /** Milliseconds since the epoch. */
  committedAt: number
  url?: string
}

export interface GithubStatus {
  state: 'pending' | 'success' | 'failure' | 'error'
  context: string
  description: string
  targetUrl?: string
}

export interface GithubHook {
  id: number
  url: string
  events: string[]
  active: boolean
}

/** Branch, tag or id of a commit, told apart: a branch may have the name of a tag. */
export type GithubRef = { branch: string } | { tag: string } | { commit: string }

/**
 * One repository as GitHub's REST API shows it; the same for an Enterprise server, and for another control plane's
 * `/github`. All methods reject with a GithubRefusal, or with the signal's reason.
 */
export class GithubRepository {
  readonly #site
  readonly #repository
  readonly #token

  /** `repository` is `OWNER/REPO`. Throws a GithubRefusal for anything else. */
  constructor(site: GithubSite, repository: string, token?: string) {
    if (!isRepositoryPath(repository)) throw new GithubRefusal('missing', `"${repository}" is not OWNER/REPO`)
    this.#site = site
    this.#repository = repository
    this.#token = token
  }

  async commit(ref: GithubRef, signal?: AbortSignal): Promise<GithubCommit> {
    if ('commit' in ref) this.#checkId(ref.commit)
    const { name, what } = refName(ref)
    // The answer also lists what the commit changed, which may be much: one entry of it is the least that can be had.
    const path = `/commits/${encodeURIComponent(name)}?per_page=1`
    return shapes.commit(await this.#ask({ path, what, signal }))
  }

  /** As GitHub packs it: a gzipped tar, below one folder. */
  async tarball(commitId: string, signal?: AbortSignal): Promise<Readable> {
    this.#checkId(commitId)
    return download(this.#site, this.#request({ path: `/tarball/${commitId}`, what: `commit ${commitId}`, signal }))
  }

  /**
   * All files of a commit as a zip with nothing above the root, made while it arrives. Made from the tarball: a zip
   * tells only at its end what is in it.
   */
  async zip(commitId: string, limits: ZipLimits, signal?: AbortSignal): Promise<Readable> {
    const { zipOfTarball } = await import('../zip-of-tarball.ts')
    return zipOfTarball(await this.tarball(commitId, signal), limits)
  }

  /** Paths that differ between two commits, old and new names of renamed files both; GitHub tells up to 300 files. */
  async changedFiles(before: string, after: string, signal?: AbortSignal): Promise<string[]> {
    for (const id of [before, after]) this.#checkId(id)
    const path = `/compare/${before}...${after}?per_page=1`
    return shapes.changedFiles(await this.#ask({ path, what: `the comparison of ${before} and ${after}`, signal }))
  }

  async createStatus(commitId: string, status: GithubStatus, signal?: AbortSignal): Promise<void> {
    this.#checkId(commitId)
    const { state, context, description, targetUrl: target_url } = status
    await this.#ask({
      method: 'POST',
      path: `/statuses/${commitId}`,
      what: `the status of commit ${commitId}`,
      body: { state, context, description: description.slice(0, 140), target_url },
      signal,
    })
  }

  async hooks(signal?: AbortSignal): Promise<GithubHook[]> {
    return shapes.hooks(await this.#ask({ path: '/hooks?per_page=100', what: 'the webhooks', signal }))
  }

  async createHook(hook: { url: string; secret: string; events: string[] }, signal?: AbortSignal): Promise<GithubHook> {
    const config = { url: hook.url, secret: hook.secret, content_type: 'json', insecure_ssl: '0' }
    const body = { name: 'web', active: true, events: hook.events, config }
    return shapes.hook(await this.#ask({ method: 'POST', path: '/hooks', what: 'a webhook', body, signal }))
  }

  /** Not an error when there is none. */
  async deleteHook(id: number, signal?: AbortSignal): Promise<void> {
    try {
      await this.#ask({ method: 'DELETE', path: `/hooks/${id}`, what: `webhook ${id}`, signal })
    } catch (error) {
      if (!(error instanceof GithubRefusal && error.refused === 'missing')) throw error
    }
  }

  /** An id becomes a part of an address, where `..` would lead elsewhere. */
  #checkId(id: string): void {
    if (/^[0-9a-f]{40}$/.test(id)) return
    throw new GithubRefusal(
      'missing',
      `"${id}" is not the id of a commit of ${this.#repository}: 40 hexadecimal digits`,
    )
  }

  #ask(request: Omit<GithubRequest, 'token'>): Promise<unknown> {
    return ask(this.#site, this.#request(request))
  }

  #request(request: Omit<GithubRequest, 'token'>): GithubRequest {
    const path = `/repos/${this.#repository}${request.path}`
    return { ...request, path, what: `${request.what} of ${this.#repository}`, token: this.#token }
  }
}

/** `heads/main` and `tags/v1`: GitHub takes both where it takes a commit. */
function refName(ref: GithubRef): { name: string; what: string } {
  if ('branch' in ref) return { name: `heads/${ref.branch}`, what: `branch ${ref.branch}` }
  if ('tag' in ref) return { name: `tags/${ref.tag}`, what: `tag ${ref.tag}` }
  return { name: ref.commit, what: `commit ${ref.commit}` }
}
