import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from '@towpath/base'
import type { GitRepositories } from '../repositories.ts'
import { parseRepositoryPath } from '../repository-path.ts'
import { runBackend } from './backend.ts'
import { basicCredentials } from './basic-auth.ts'

/** What serving git over HTTP needs to know from outside. */
export interface GitHttpPorts {
  /**
   * Whether `user` with `password` may read (`pull`) or write (`push`) the repository.
   * `unknown`: no such credential; `refused`: a good credential without the right.
   */
  allow(request: {
    user: string
    password: string
    repository: string
    action: 'pull' | 'push'
  }): Promise<{ outcome: 'allowed'; name: string } | { outcome: 'unknown' } | { outcome: 'refused'; message: string }>
  log: Logger
  /** Largest push taken, in bytes. */
  maxPushBytes: number
}

/** Answers `/git/OWNER/REPO.git/...`: clone, fetch and push of the smart HTTP protocol. */
export function gitHttpHandler(repositories: GitRepositories, ports: GitHttpPorts) {
  return async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const url = new URL(req.url ?? '/', 'http://localhost')
    const target = parseRepositoryPath(url.pathname)
    const service = target && serviceOf(req.method, target.rest, url.searchParams)
    if (!target || !service)
      return answer(res, 404, 'Not a git request. Clone with http://HOST:PORT/git/OWNER/REPO.git\n')

    const credentials = basicCredentials(req.headers.authorization)
    if (!credentials) return challenge(res)
    const action = service === 'git-receive-pack' ? 'push' : 'pull'
    const verdict = await ports.allow({ ...credentials, repository: target.repository, action })
    if (verdict.outcome === 'unknown') return challenge(res)
    if (verdict.outcome === 'refused') return answer(res, 403, `${verdict.message}\n`)
    if (!(await repositories.exists(target.repository))) {
      return answer(res, 404, `There is no repository ${target.repository}\n`)
    }

    const serve = async () =>
      runBackend(req, res, {
        folder: await repositories.folder(target.repository),
        rest: target.rest,
        query: url.search.slice(1),
        user: verdict.name,
        maxBodyBytes: ports.maxPushBytes,
        log: ports.log,
      })
    const isPush = action === 'push' && req.method === 'POST'
    const end = await (isPush ? repositories.watching(target.repository, serve) : serve())
    // Only now: who has pushed may take it that the push was told to whoever listens.
    end()
  }
}

/** The smart protocol has three requests; the old "dumb" one, which reads files one by one, is not served. */
function serviceOf(method: string | undefined, rest: string, query: URLSearchParams): string | undefined {
  const services = ['git-upload-pack', 'git-receive-pack']
  if (method === 'GET' && rest === '/info/refs') return services.find((name) => query.get('service') === name)
  if (method === 'POST') return services.find((name) => rest === `/${name}`)
  return undefined
}

function challenge(res: ServerResponse): void {
  res.setHeader('WWW-Authenticate', 'Basic realm="Towpath git", charset="UTF-8"')
  answer(
    res,
    401,
    'Sign in with a service-specific credential (aws iam create-service-specific-credential) or a token.\n',
  )
}

function answer(res: ServerResponse, status: number, text: string): void {
  res.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    Connection: 'close',
  })
  res.end(text)
}
