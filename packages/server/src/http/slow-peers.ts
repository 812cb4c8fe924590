import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** How slow the other side of a connection may be. Times in milliseconds. */
export interface PeerLimits {
  /** Over this time a body must have brought at least `leastBytes`. */
  window: number
  leastBytes: number
  /** A peer that takes nothing of an answer for this time is cut off. */
  stall: number
}

/** 500 bytes a second, averaged over a minute: slow enough for any line, and no gigabyte is cut off for its size. */
export const PEER_LIMITS: PeerLimits = { window: 60_000, leastBytes: 30_000, stall: 120_000 }

/** Looks at every connection in a window. */
const LOOKS = 4

/** The latest request of a connection. */
interface Exchange {
  req: IncomingMessage
  res: ServerResponse
  /** What the connection had brought, and when, at the beginning of the present window. */
  bytes: number
  since: number
}

/**
 * Cuts off those who hold connections by sending bodies, or taking answers, as slowly as they can. A time limit for whole
 * requests would cut off honest large uploads over slow lines instead. Nobody is blamed for the time that we take: for
 * reading what has arrived, or for an answer (polls wait for theirs).
 */
export function cutSlowPeers(server: Server, limits: PeerLimits): void {
  const exchanges = new Map<Socket, Exchange>()

  const begin = (req: IncomingMessage, res: ServerResponse) => {
    const { socket } = req
    if (!exchanges.has(socket)) socket.once('close', () => exchanges.delete(socket))
    exchanges.set(socket, { req, res, bytes: socket.bytesRead, since: performance.now() })
  }
  server.prependListener('request', begin)
  server.prependListener('checkContinue', begin)

  const looking = setInterval(() => {
    const now = performance.now()
    for (const [socket, exchange] of exchanges) if (sendsTooSlowly(socket, exchange, now, limits)) cut(socket, exchange)
  }, limits.window / LOOKS).unref()
  server.once('close', () => clearInterval(looking))

  // Nothing went either way for a while: also where a connection is kept alive. With a listener, cutting is up to it.
  server.timeout = limits.stall
  server.on('timeout', (socket: Socket) => {
    const exchange = exchanges.get(socket)
    const isOurTurn = exchange && !exchange.res.writableFinished && socket.writableLength === 0
    if (!isOurTurn) socket.destroy()
  })
}

/** Begins a new window whenever the peer has done its part. */
function sendsTooSlowly(socket: Socket, exchange: Exchange, now: number, limits: PeerLimits): boolean {
  const { req } = exchange
  if (req.complete) return false
  // Something has arrived that we have not read: the connection may be held up by us.
  const isOurTurn = req.readableLength > 0
  if (!isOurTurn && now - exchange.since < limits.window) return false
  const isTooSlow = !isOurTurn && socket.bytesRead - exchange.bytes < limits.leastBytes
  exchange.bytes = socket.bytesRead
  exchange.since = now
  return isTooSlow
}

function cut(socket: Socket, { res }: Exchange): void {
  if (!res.headersSent) socket.write('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n')
  socket.destroy()
}
