import type { IncomingMessage } from 'node:http'
import { NetworkError, type Revision } from '@towpath/agent-link'
import type { Clock } from '@towpath/base/clock.ts'
import { RevisionError } from '../failure.ts'
import { type Network, open, save } from './transfer.ts'

export interface GitHubSource {
  /** `https://api.github.com`, or what speaks like it. */
  endpoint: string
  network: Network
  clock: Clock
  maxBytes: number
}

type GitHubRevision = Extract<Revision, { type: 'GitHub' }>

const RETRY_PAUSES_MS = [10_000, 30_000, 90_000]
const MOST_REDIRECTS = 5

/** Downloads a commit as tar or zip into a file. Rejects with RevisionError that lists what each try came to. */
export async function downloadFromGitHub(
  revision: GitHubRevision,
  token: string | undefined,
  file: string,
  source: GitHubSource,
  signal?: AbortSignal,
): Promise<void> {
  const url = archiveUrl(revision, source.endpoint)
  const failures: string[] = []
  for (const pause of [...RETRY_PAUSES_MS, undefined]) {
    try {
      return await save(await follow(url, token, source, signal), file, source.maxBytes)
    } catch (error) {
      if (error instanceof Refused) failures.push(String(error.status))
      else if (error instanceof NetworkError) failures.push(error.message)
      else throw error
    }
    if (signal?.aborted || pause === undefined) break
    await source.clock.sleep(pause, signal)
  }
  throw new RevisionError(`Could not download bundle at '${url.href}'. Server return codes: ${failures.join(', ')}.`)
}

function archiveUrl({ account, repository, commitId, bundleType }: GitHubRevision, endpoint: string): URL {
  const form = bundleType === 'zip' ? 'zipball' : 'tarball'
  const path = ['repos', account, repository, form, commitId].map(encodeURIComponent).join('/')
  return new URL(`${endpoint.replace(/\/$/, '')}/${path}`)
}

class Refused extends Error {
  readonly status: number

  constructor(status: number) {
    super(`HTTP ${status}`)
    this.status = status
  }
}

/** The token goes to the host it is for and not where that sends us. */
async function follow(
  first: URL,
  token: string | undefined,
  source: GitHubSource,
  signal: AbortSignal | undefined,
): Promise<IncomingMessage> {
  let url = first
  for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
    const headers: Record<string, string> = { 'user-agent': 'towpath-agent', accept: '*/*' }
    if (token !== undefined && url.origin === first.origin) headers.authorization = `token ${token}`
    const response = await open({ method: 'GET', url, headers }, source.network, signal)
    const status = response.statusCode ?? 0
    if (status === 200) return response
    response.destroy()
    const next = status >= 300 && status < 400 ? URL.parse(response.headers.location ?? '', url) : null
    if (!next) throw new Refused(status)
    if (next.protocol !== 'https:' && next.protocol !== first.protocol) {
      throw new RevisionError(`${first.href} redirects to ${next.origin}, which is not encrypted`)
    }
    url = next
  }
  throw new RevisionError(`${first.href} redirects more than ${MOST_REDIRECTS} times`)
}
