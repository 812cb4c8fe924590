import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Clock, type Logger, sameSecret } from '@towpath/base'
import type { Store } from '@towpath/storage'
import { CREDENTIALS_PATH } from '../drivers/driver-deps.ts'
import type { InstanceCredentials, ResolveInstanceProfile } from '../ports/ports.ts'
import { CredentialCache, containerCredentials, metadataCredentials } from './credentials.ts'
import { LONGEST_TTL, MetadataTokens } from './tokens.ts'
import { listing, metadataTree } from './tree.ts'
import { type MetadataView, readView } from './view.ts'

export interface MetadataDeps {
  store: Store
  clock: Clock
  log: Logger
  resolveInstanceProfile: ResolveInstanceProfile
  instanceCredentials: InstanceCredentials
}

/** Who asks: told by the driver, never by the request. */
export interface Asking {
  /** Empty when no instance has the address that the request came from. */
  instanceId: string
  credentialToken: string
}

interface Answer {
  status: number
  body: string
  type?: string
  headers?: Record<string, string>
}

const ROLES = '/latest/meta-data/iam/security-credentials'

/** The instance metadata service (version 2; version 1 where the instance allows it) and the endpoint for containers. */
export function createMetadataService(deps: MetadataDeps) {
  const tokens = new MetadataTokens()
  const cache = new CredentialCache(deps.instanceCredentials)

  async function answer(asking: Asking, req: IncomingMessage): Promise<Answer> {
    const now = deps.clock.now()
    const view = await readView(deps.store.db, deps.resolveInstanceProfile, asking.instanceId)
    if (!view) return plain(404, 'Not Found')
    // A proxy that was talked into asking on behalf of others gets nothing (documented).
    if (req.headers['x-forwarded-for'] !== undefined) return plain(403, 'Forbidden')
    const path = pathOf(req.url ?? '/')
    if (path === CREDENTIALS_PATH) return forContainer(asking, req, view, now)
    if (path === '/latest/api/token') return newToken(req, view, now)
    if (req.method !== 'GET' && req.method !== 'HEAD') return plain(405, 'Method Not Allowed')
    if (!mayRead(req, view, now)) return plain(401, 'Unauthorized')
    return read(path, view, now)
  }

  function newToken(req: IncomingMessage, { instance }: MetadataView, now: number): Answer {
    if (req.method !== 'PUT') return plain(405, 'Method Not Allowed')
    const ttl = Number(req.headers['x-aws-ec2-metadata-token-ttl-seconds'])
    if (!Number.isInteger(ttl) || ttl < 1 || ttl > LONGEST_TTL) return plain(400, 'Bad Request')
    const headers = { 'X-aws-ec2-metadata-token-ttl-seconds': String(ttl) }
    return { ...plain(200, tokens.issue(instance.id, ttl, now)), headers }
  }

  function mayRead(req: IncomingMessage, { instance }: MetadataView, now: number): boolean {
    const token = req.headers['x-aws-ec2-metadata-token']
    if (token === undefined) return !instance.httpTokensRequired
    return typeof token === 'string' && tokens.isValid(instance.id, token, now)
  }

  async function read(path: string, view: MetadataView, now: number): Promise<Answer> {
    const role = view.profile?.role?.name
    if (role !== undefined && path === `${ROLES}/${role}`) {
      return plain(200, metadataCredentials(await cache.get(view, now), now))
    }
    const tree = metadataTree(view, now)
    const content = tree.get(path)
    if (content !== undefined) return plain(200, content)
    const paths = [...tree.keys(), ...(role === undefined ? [] : [`${ROLES}/${role}`])]
    const list = listing(paths, path.endsWith('/') ? path : `${path}/`)
    return list === undefined ? plain(404, 'Not Found') : plain(200, list)
  }

  async function forContainer(asking: Asking, req: IncomingMessage, view: MetadataView, now: number): Promise<Answer> {
    if (!sameSecret(req.headers.authorization ?? '', asking.credentialToken)) return plain(401, 'Unauthorized')
    const credentials = await cache.get(view, now)
    const body = containerCredentials(credentials, view.profile?.role?.arn)
    return { status: 'refused' in credentials ? 404 : 200, body, type: 'application/json' }
  }

  return {
    /** Answers one request; never throws. */
    async respond(asking: Asking, req: IncomingMessage, res: ServerResponse): Promise<void> {
      req.resume()
      const { status, body, type, headers } = await answer(asking, req).catch((error) => {
        deps.log.error({ err: error, instanceId: asking.instanceId }, 'metadata could not be read')
        return plain(500, 'Internal Server Error')
      })
      res.writeHead(status, { 'Content-Type': type ?? 'text/plain', Server: 'EC2ws', ...headers })
      res.end(req.method === 'HEAD' ? '' : body)
    },
    /** Forgets what is kept of an instance that is gone. */
    forget: (instanceId: string) => cache.forget(instanceId),
  }
}

export type MetadataService = ReturnType<typeof createMetadataService>

const plain = (status: number, body: string): Answer => ({ status, body })

/** Versions of the service other than `latest` are dates; they all read the same. */
function pathOf(url: string): string {
  const [path = '/'] = url.split('?', 1)
  let decoded = path
  try {
    decoded = decodeURIComponent(path)
  } catch {
    // Not decodable: then it is no path that exists.
  }
  return decoded.replace(/^\/\d{4}-\d{2}-\d{2}\//, '/latest/').replace(/(.)\/+$/, '$1')
}
