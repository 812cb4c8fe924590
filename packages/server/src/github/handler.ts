import type { IncomingMessage, ServerResponse } from 'node:http'
import { GitError } from '@towpath/git'
import { findByPath, pathOf } from '@towpath/services/codecommit/index.ts'
import { endpointOf } from '@towpath/wire/http/peer.ts'
import type { Handler } from '../http/routes.ts'
import { type ApiAnswer, ApiError, type Endpoint, type GithubApiDeps, invalid, notFound } from './api.ts'
import { credentialsOf } from './credentials.ts'
import { ENDPOINTS } from './endpoints/index.ts'
import { matchPath } from './match-path.ts'

/** The largest file that is taken, in base64 and with what stands around it. Larger ones are pushed with git. */
const BODY_LIMIT = 32 * 1024 * 1024

/** `/github/repos/O/R/rest`, and the same below `/github/api/v3`, as on an Enterprise server. */
const PATH = /^\/github((?:\/api\/v3)?)\/repos\/([^/]+)\/([^/]+)(\/.*)?$/

/** Answers `/github/...`: GitHub's REST API for the embedded repositories. */
export function githubHandler(deps: GithubApiDeps): Handler {
  return async (req, res) => {
    try {
      send(res, await serve(deps, req, res))
    } catch (error) {
      const refusal = asApiError(error)
      if (!refusal) throw error
      send(res, { status: refusal.status, json: { message: refusal.message } })
    }
  }
}

async function serve(deps: GithubApiDeps, req: IncomingMessage, res: ServerResponse): Promise<ApiAnswer> {
  const [rawPath = '', query = ''] = (req.url ?? '/').split('?', 2)
  const [, base = '', owner = '', name = '', rest = ''] = PATH.exec(rawPath) ?? []
  const credentials = credentialsOf(req.headers.authorization)
  if (!credentials) throw new ApiError(401, 'Requires authentication')
  const found = owner && endpointFor(req.method, rest.replace(/\/$/, ''))
  const needs = found ? found.endpoint.needs : 'pull'
  const verdict = await deps.allow({ ...credentials, repository: `${owner}/${name}`, action: needs })
  if (verdict.outcome === 'unknown') throw new ApiError(401, 'Bad credentials')
  // Whoever may not read it is not told that it is there.
  if (verdict.outcome === 'refused') throw needs === 'pull' ? notFound() : new ApiError(403, verdict.message)
  const row = found ? await findByPath(deps.store.db, owner, name) : undefined
  if (!found || !row || !(await deps.repositories.exists(pathOf(row)))) throw notFound()

  const endpoint = endpointOf(req)
  return found.endpoint.run({
    ...deps,
    repository: { ...row, path: pathOf(row) },
    parts: found.parts,
    query: new URLSearchParams(query),
    body: await bodyOf(req),
    url: `${endpoint}/github${base}/repos/${pathOf(row)}`,
    endpoint,
    caller: verdict.name,
    req,
    res,
  })
}

function endpointFor(method: string | undefined, path: string): { endpoint: Endpoint; parts: string[] } | undefined {
  for (const endpoint of ENDPOINTS) {
    const parts = endpoint.method === method ? matchPath(endpoint.path, path) : undefined
    if (parts) return { endpoint, parts }
  }
  return undefined
}

async function bodyOf(req: IncomingMessage): Promise<Record<string, unknown>> {
  if (req.method === 'GET') return {}
  const chunks: Buffer[] = []
  let size = 0
  try {
    // Left alone when it is too large: destroyed, it would take the connection and our answer with it.
    for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > BODY_LIMIT) throw new ApiError(413, `The request is larger than ${BODY_LIMIT} bytes; push with git`)
      chunks.push(chunk)
    }
  } catch (error) {
    throw error instanceof ApiError ? error : new ApiError(400, 'The request was cut off')
  }
  if (size === 0) return {}
  const body: unknown = parse(Buffer.concat(chunks).toString('utf8'))
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw invalid('Body should be a JSON object')
  return body as Record<string, unknown>
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new ApiError(400, 'Problems parsing JSON')
  }
}

function asApiError(error: unknown): ApiError | undefined {
  if (error instanceof ApiError) return error
  if (!(error instanceof GitError)) return undefined
  if (['RepositoryMissing', 'RefMissing', 'CommitMissing', 'PathMissing'].includes(error.code)) return notFound()
  return error.code === 'InvalidName' ? invalid(error.message) : undefined
}

function send(res: ServerResponse, answer: ApiAnswer): void {
  if (answer === 'sent') return
  const { status = 200, headers, json } = answer
  const body = json === undefined ? '' : JSON.stringify(json)
  res.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'X-Content-Type-Options': 'nosniff',
    // The rest of a body that was not read would be taken for the next request.
    ...(status >= 400 ? { Connection: 'close' } : {}),
    ...headers,
  })
  res.end(body)
}
