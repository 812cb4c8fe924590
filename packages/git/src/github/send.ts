import type { Etags } from './etags.ts'
import { GithubRefusal, refusalOf } from './refusal.ts'

/** Where a GitHub is, and how it is reached. */
export interface GithubSite {
  /** Base address of its API: `https://api.github.com`, `https://HOST/api/v3` of an Enterprise server. */
  api: string
  fetch: typeof globalThis.fetch
  /** How long an answer may take, in milliseconds; of an archive: its head, and any pause in it. */
  timeout?: number
  /** Keeps what need not be sent again. */
  etags?: Etags
}

export interface GithubRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below the base address, each part encoded: `/repos/octo/cat/commits/heads%2Fmain`. */
  path: string
  /** For messages: `branch main of octo/cat`. */
  what: string
  token?: string
  body?: unknown
  /** Of an answer that is known: 304 then says that it is still right. */
  etag?: string
  signal?: AbortSignal
}

const TIMEOUT = 30_000
const MOST_REDIRECTS = 5

/** The largest JSON answer that is read, in bytes. */
const JSON_LIMIT = 16 * 1024 * 1024

/** The JSON that a request is answered with; undefined for an answer without any. Rejects with a GithubRefusal. */
export async function ask(site: GithubSite, request: GithubRequest): Promise<unknown> {
  const signal = anySignal([request.signal, AbortSignal.timeout(site.timeout ?? TIMEOUT)])
  const reads = (request.method ?? 'GET') === 'GET'
  const known = reads ? site.etags?.find(`${site.api}${request.path}`, request.token) : undefined
  const response = await send(site, { ...request, signal, etag: known?.etag })
  try {
    if (known && response.status === 304) return known.answer
    const content = await bounded(response, JSON_LIMIT)
    const answer: unknown = content.length === 0 ? undefined : JSON.parse(content.toString('utf8'))
    const etag = response.headers.get('etag')
    if (reads && etag) site.etags?.keep(`${site.api}${request.path}`, request.token, { etag, answer }, content.length)
    return answer
  } catch (cause) {
    if (cause instanceof GithubRefusal) throw cause
    if (request.signal?.aborted) throw request.signal.reason
    const host = new URL(site.api).host
    throw new GithubRefusal('unavailable', `The answer of ${host} for ${request.what} cannot be read`, { cause })
  }
}

/**
 * A request's successful answer. Redirects are followed, for renamed repositories and for archives, which lie
 * elsewhere: never from https to http, and without the token (and only to read) when they lead to another origin.
 */
export async function send(site: GithubSite, request: GithubRequest): Promise<Response> {
  const { method = 'GET', what, token, body, etag, signal } = request
  const base = new URL(site.api)
  let url = new URL(`${site.api.replace(/\/+$/, '')}${request.path}`)
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const own = url.origin === base.origin
    const response = await site
      .fetch(url, {
        method,
        redirect: 'manual',
        signal,
        headers: headersOf({ token: own ? token : undefined, hasBody: body !== undefined, etag }),
        body: body === undefined ? undefined : JSON.stringify(body),
      })
      .catch((cause: unknown) => {
        if (signal?.aborted && !isTimeout(signal.reason)) throw signal.reason
        throw new GithubRefusal('unavailable', `${url.host} cannot be reached for ${what}: ${reasonOf(cause)}`, {
          cause,
        })
      })
    if (response.ok || (etag !== undefined && response.status === 304)) return response
    await response.body?.cancel()
    const next = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null
    if (next === null)
      throw refusalOf({ status: response.status, headers: response.headers, host: url.host }, what, {
        token: token !== undefined,
      })
    url = redirected(url, next, { base, method, status: response.status, what })
  }
  throw new GithubRefusal('unavailable', `${base.host} redirects more than ${MOST_REDIRECTS} times for ${what}`)
}

function redirected(
  from: URL,
  location: string,
  { base, method, status, what }: { base: URL; method: string; status: number; what: string },
): URL {
  const next = URL.parse(location, from.href)
  const refuse = (why: string) =>
    new GithubRefusal('denied', `${from.host} redirects ${what} ${why}; it is not followed`)
  if (!next || !['http:', 'https:'].includes(next.protocol)) throw refuse('to what is no web address')
  if (from.protocol === 'https:' && next.protocol === 'http:') throw refuse(`from https to http on ${next.host}`)
  if (method === 'GET') return next
  if (status !== 307 && status !== 308) throw refuse(`with ${status}, which does not keep a ${method}`)
  if (next.origin !== base.origin) throw refuse(`to ${next.host}`)
  return next
}

function headersOf(has: { token?: string; hasBody: boolean; etag?: string }): Record<string, string> {
  return {
    accept: 'application/vnd.github+json',
    'user-agent': 'towpath',
    'x-github-api-version': '2022-11-28',
    ...(has.token === undefined ? {} : { authorization: `Bearer ${has.token}` }),
    ...(has.hasBody ? { 'content-type': 'application/json' } : {}),
    ...(has.etag === undefined ? {} : { 'if-none-match': has.etag }),
  }
}

async function bounded(response: Response, limit: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > limit) throw new Error(`The answer is larger than ${limit} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

export function anySignal(signals: (AbortSignal | undefined)[]): AbortSignal {
  return AbortSignal.any(signals.filter((each) => each !== undefined))
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof Error && reason.name === 'TimeoutError'
}

/** What fetch says itself is only that it failed; the reason lies below. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause
  if (cause instanceof Error) return (cause as NodeJS.ErrnoException).code ?? cause.message
  return error.message
}
