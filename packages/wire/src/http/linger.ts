import type { IncomingMessage } from 'node:http'

const LONGEST_MS = 2_000
const MOST_BYTES = 4 * 1024 * 1024

/**
 * Reads and drops what a client still sends after it was answered, for a short while, then cuts the connection. Cutting
 * at once would make the client's system discard the answer before the client reads it; reading on without end would
 * let anybody keep us busy.
 */
export function linger(request: IncomingMessage): void {
  const { socket } = request
  const timer = setTimeout(() => socket.destroy(), LONGEST_MS)
  timer.unref()
  let dropped = 0
  request.on('data', (chunk: Buffer) => {
    dropped += chunk.length
    if (dropped > MOST_BYTES) socket.destroy()
  })
  request.on('error', () => {})
  request.once('close', () => clearTimeout(timer))
  request.resume()
}
