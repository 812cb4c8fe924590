import type { IncomingMessage } from 'node:http'
import type { TLSSocket } from 'node:tls'

const HOST = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]{1,253})(:\d{1,5})?$/

/** Address of the other end of the connection. Forwarding headers are not believed: anybody can write them. */
export function sourceIp(request: IncomingMessage): string {
  return (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '')
}

export function isSecure(request: IncomingMessage): boolean {
  return Boolean((request.socket as Partial<TLSSocket>).encrypted)
}

/** `http://HOST:PORT` as the caller wrote it, or as the socket has it where the Host header is unusable. */
export function endpointOf(request: IncomingMessage): string {
  const scheme = isSecure(request) ? 'https' : 'http'
  const host = request.headers.host ?? ''
  if (HOST.test(host)) return `${scheme}://${host}`
  const { localAddress = '127.0.0.1', localPort } = request.socket
  const address = localAddress.includes(':') ? `[${localAddress}]` : localAddress
  return `${scheme}://${address}:${localPort ?? 80}`
}
