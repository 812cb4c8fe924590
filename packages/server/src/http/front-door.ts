import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Server as TlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { type Logger, UsageError } from '@towpath/base'
import { createServer } from '@towpath/base/http.ts'
import { findRoute, type Handler, type Route } from './routes.ts'
import { cutSlowPeers, PEER_LIMITS } from './slow-peers.ts'

/** How long open requests may go on after the control plane was told to stop, in milliseconds. */
const GRACE = 5_000

/** How long a connection may take to agree on TLS, in milliseconds. */
const HANDSHAKE_LIMIT = 30_000

/** How long the head of a request may take, and how often that is looked at (Node: every 30 s), in milliseconds. */
const HEADER_LIMITS = { headersTimeout: 20_000, connectionsCheckingInterval: 5_000 }

/** PEM: a certificate with its chain, and its private key. */
export interface ServedCertificate {
  chain: string
  privateKey: string
}

export interface FrontDoor {
  /**
   * Starts to answer on an address, with TLS where a certificate is given; may be called for several. Resolves with
   * the address really taken. Rejects with a UsageError whose cause has the system's code.
   */
  listen(host: string, port: number, certificate?: ServedCertificate): Promise<{ host: string; port: number }>
  /** Serves new TLS connections with another certificate; those that are open go on. */
  useCertificate(certificate: ServedCertificate): void
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
  const listeners: Listener[] = []
  const open = new Set<ServerResponse>()
  let closing = false

  function handlerFor(req: IncomingMessage): Handler {
    const route = options.wire.claims(req) ? undefined : findRoute(options.routes, req.url ?? '/')
    return route ? route.handler : (request, response) => options.wire.handle(request, response)
  }

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    // Whoever asks on a connection that is still open asks again, elsewhere or later.
    if (closing) return void res.writeHead(503, { Connection: 'close' }).end()
    open.add(res)
    res.once('close', () => open.delete(res))
    try {
      await handlerFor(req)(req, res)
    } catch (error) {
      options.log.error({ error, method: req.method, path: req.url?.split('?', 1)[0] }, 'request failed')
      if (!res.headersSent) res.writeHead(500, { 'Content-Type': 'text/plain' })
      res.end()
    }
  }

  return {
    async listen(host, port, certificate) {
      // A request as a whole may take as long as it needs: see cutSlowPeers.
      const limits = { keepAliveTimeout: 65_000, requestTimeout: 0, ...HEADER_LIMITS }
      // TLS is loaded where it is spoken.
      const secure =
        certificate &&
        (await import('node:https')).createServer({ ...limits, ...TLS, ...tlsOptions(certificate) }, answer)
      const server = secure ?? createServer(limits, answer)
      // The wire says "continue" itself, once it knows who is calling.
      server.on('checkContinue', answer)
      cutSlowPeers(server, PEER_LIMITS)
      await new Promise<void>((resolve, reject) => {
        server.once('error', (cause: NodeJS.ErrnoException) => reject(cannotListen(host, port, cause)))
        server.listen(port, host, resolve)
      })
      // A connection that cannot be taken, for want of files, is no reason to end.
      server.on('error', (error) => options.log.error({ error }, 'a connection could not be taken'))
      listeners.push({ server, secure, handshakes: secure ? handshakesOf(secure) : () => [] })
      return { host, port: (server.address() as AddressInfo).port }
    },
    useCertificate(certificate) {
      for (const { secure } of listeners) secure?.setSecureContext({ ...TLS, ...tlsOptions(certificate) })
    },
    async close() {
      closing = true
      // An agent whose poll is answered would otherwise poll again at once, on the same connection.
      for (const res of open) if (!res.headersSent) res.setHeader('Connection', 'close')
      await Promise.all(listeners.map(closeServer))
    },
  }
}

/** Ciphers and curves are Node's, which follow OpenSSL's view of what is sound. */
const TLS = { minVersion: 'TLSv1.2', ALPNProtocols: ['http/1.1'], handshakeTimeout: HANDSHAKE_LIMIT } as const

function tlsOptions({ chain, privateKey }: ServedCertificate) {
  return { cert: chain, key: privateKey }
}

interface Listener {
  server: Server | TlsServer
  /** The same, where it speaks TLS. */
  secure?: TlsServer
  /** See {@link handshakesOf}. */
  handshakes(): Iterable<Socket>
}

/**
 * Connections that have not agreed on TLS yet: the server itself does not know them, and would wait for them when it
 * closes. The answer gives those of the moment it is called.
 */
function handshakesOf(server: TlsServer): () => Iterable<Socket> {
  const underWay = new Map<string, Socket>()
  server.on('connection', (socket) => {
    const peer = peerOf(socket)
    underWay.set(peer, socket)
    socket.once('close', () => underWay.delete(peer))
  })
  server.on('secureConnection', (socket) => underWay.delete(peerOf(socket)))
  return () => underWay.values()
}

async function closeServer({ server, handshakes }: Listener): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  for (const socket of handshakes()) socket.destroy()
  // A connection becomes idle when its last answer is sent, which may be after this.
  const idle = setInterval(() => server.closeIdleConnections(), 20)
  const cut = setTimeout(() => server.closeAllConnections(), GRACE)
  await closed
  clearInterval(idle)
  clearTimeout(cut)
}

const peerOf = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress} ${remotePort}`

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
