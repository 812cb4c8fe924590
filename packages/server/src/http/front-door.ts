import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Logger, UsageError } from '@towpath/base'
import { findRoute, type Handler, type Route } from './routes.ts'

/** How long open requests may go on after the control plane was told to stop, in milliseconds. */
const GRACE = 5_000

export interface FrontDoor {
  /** Starts to answer on an address; may be called for several. Resolves with the address really taken. */
  listen(host: string, port: number): Promise<{ host: string; port: number }>
  /** Stops taking requests, lets open ones end for a while, then cuts them. */
  close(): Promise<void>
}

/**
 * One port for everything: requests that the wire claims (signed ones) go there whatever their path; the others go by
 * path; what no route knows goes to the wire, too (anonymous requests to a bucket).
 */
export function createFrontDoor(options: {
  wire: { claims(req: IncomingMessage): boolean; handle(req: IncomingMessage, res: ServerResponse): Promise<void> }
  routes: Route[]
  log: Logger
}): FrontDoor {
  const servers: Server[] = []

  function handlerFor(req: IncomingMessage): Handler {
    const route = options.wire.claims(req) ? undefined : findRoute(options.routes, req.url ?? '/')
    return route ? route.handler : (request, response) => options.wire.handle(request, response)
  }

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    try {
      await handlerFor(req)(req, res)
    } catch (error) {
      options.log.error({ error, method: req.method, path: req.url?.split('?', 1)[0] }, 'request failed')
      if (!res.headersSent) res.writeHead(500, { 'Content-Type': 'text/plain' })
      res.end()
    }
  }

  return {
    async listen(host, port) {
      const server = createServer({ keepAliveTimeout: 65_000, headersTimeout: 30_000, requestTimeout: 0 }, answer)
      // The wire says "continue" itself, once it knows who is calling.
      server.on('checkContinue', answer)
      await new Promise<void>((resolve, reject) => {
        server.once('error', (cause: NodeJS.ErrnoException) => reject(cannotListen(host, port, cause)))
        server.listen(port, host, resolve)
      })
      servers.push(server)
      return { host, port: (server.address() as AddressInfo).port }
    },
    async close() {
      await Promise.all(servers.map(closeServer))
    },
  }
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeIdleConnections()
  const cut = setTimeout(() => server.closeAllConnections(), GRACE)
  await closed
  clearTimeout(cut)
}

function cannotListen(host: string, port: number, cause: NodeJS.ErrnoException): UsageError {
  const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
  if (cause.code === 'EADDRINUSE') {
    return new UsageError(
      `${address} is in use. Stop what answers there, or choose another address with --listen HOST:PORT.`,
      { cause },
    )
  }
  return new UsageError(
    `Cannot answer on ${address}: ${cause.message}. Choose another address with --listen HOST:PORT.`,
    { cause },
  )
}
