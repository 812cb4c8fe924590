import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock, Ids, Logger, SealingKey } from '@towpath/base'
import type { GitHttpPorts, GitRepositories } from '@towpath/git'
import type { Store } from '@towpath/storage'

/** What serving the API needs from outside. */
export interface GithubApiDeps {
  store: Store
  repositories: GitRepositories
  sealing: SealingKey
  clock: Clock
  ids: Ids
  log: Logger
  /** As for git over HTTP. */
  allow: GitHttpPorts['allow']
}

/** One request to an endpoint, by somebody who may make it. */
export interface ApiCall extends GithubApiDeps {
  /** The embedded repository: its row's id, `OWNER/NAME`, and what people say of it. */
  repository: { id: string; path: string; description?: string; createdAt: number; modifiedAt: number }
  /** What stood for the parts of the endpoint's path that vary, decoded, in order. */
  parts: string[]
  query: URLSearchParams
  /** The JSON sent, if any. */
  body: Record<string, unknown>
  /** Address of the repository in this API, for links in answers. */
  url: string
  /** Address of the control plane. */
  endpoint: string
  /** Who asks, by name. */
  caller: string
  req: IncomingMessage
  res: ServerResponse
}

/** An answer as JSON; `sent`: the endpoint has written its answer itself. */
export type ApiAnswer = { status?: number; headers?: Record<string, string>; json?: unknown } | 'sent'

export interface Endpoint {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below `/repos/OWNER/REPO`: `:` is one part, `*` one or more. */
  path: string
  /** What git right it takes. */
  needs: 'pull' | 'push'
  run(call: ApiCall): Promise<ApiAnswer>
}

/** An answer that is none, as GitHub gives it. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export const notFound = (what = 'Not Found') => new ApiError(404, what)
export const invalid = (message: string) => new ApiError(422, message)

/** A member of the body that must be text, if it is there. */
export function textOf(body: Record<string, unknown>, name: string): string | undefined {
  const value = body[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') throw invalid(`${name} must be a string`)
  return value
}

/** The page a caller asks for: 30 by default, at most 100 entries. */
export function pageOf(query: URLSearchParams): { skip: number; limit: number; page: number } {
  const number = (name: string, otherwise: number, most: number) => {
    const given = Number(query.get(name) ?? otherwise)
    return Number.isSafeInteger(given) && given >= 1 ? Math.min(given, most) : otherwise
  }
  const limit = number('per_page', 30, 100)
  const page = number('page', 1, 100_000)
  return { skip: (page - 1) * limit, limit, page }
}

/** The links that lead to the pages around this one; `more`: there is a next one. */
export function linkHeader(call: ApiCall, page: number, more: boolean): Record<string, string> {
  const at = (number: number) => {
    const query = new URLSearchParams(call.query)
    query.set('page', String(number))
    return `<${call.endpoint}${call.req.url?.split('?', 1)[0]}?${query}>`
  }
  const links = [...(page > 1 ? [`${at(page - 1)}; rel="prev"`] : []), ...(more ? [`${at(page + 1)}; rel="next"`] : [])]
  return links.length > 0 ? { link: links.join(', ') } : {}
}

/** The commit that `heads/main`, `tags/v1`, a branch, a tag, HEAD or an id means. */
export async function commitOf({ repositories, repository }: ApiCall, ref: string): Promise<string> {
  const { path } = repository
  const full = /^(heads|tags)\//.test(ref) ? `refs/${ref}` : ref
  const name = ref === 'HEAD' ? `refs/heads/${await repositories.defaultBranch(path)}` : full
  const id = (await repositories.resolve(path, name)) ?? (await repositories.resolve(path, ref))
  if (id === undefined) throw invalid(`No commit found for SHA: ${ref}`)
  return id
}
