import type { ClientRequest, Agent as HttpAgent, IncomingMessage } from 'node:http'
import { Agent, request as httpRequest, https } from '@towpath/base/http.ts'

export interface ConnectionOptions {
  /** Default false: each request has a connection of its own. */
  keepAlive?: boolean
  /** `http://proxy:3128` */
  proxy?: string
  /** PEM; the authorities to believe for TLS instead of the system's. */
  ca?: string[]
}

/** How connections to the host of an address are made. */
export function connections(address: URL | string, { keepAlive = false, proxy, ca }: ConnectionOptions): HttpAgent {
  const proxyEnv = proxy ? { HTTP_PROXY: proxy, HTTPS_PROXY: proxy } : undefined
  return new URL(address).protocol === 'https:'
    ? new (https().Agent)({ keepAlive, proxyEnv, ca })
    : new Agent({ keepAlive, proxyEnv })
}

export interface HttpRequest {
  method: string
  url: URL
  headers: Record<string, string>
  body?: string
}

export interface HttpOptions {
  /** Made by {@link connections} for an address of the same protocol. */
  agent?: HttpAgent
  /** Milliseconds without any byte from the other side. */
  readTimeoutMs: number
  signal?: AbortSignal
}

/** A request that got no answer: refused, reset, timed out. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError'
}

/** Sends a request and resolves with the answer's head; its body is still to be read, or destroyed. */
export function send(request: HttpRequest, options: HttpOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const start = request.url.protocol === 'https:' ? https().request : httpRequest
    const { agent, signal, readTimeoutMs } = options
    const fail = (cause: Error) => {
      const reason = signal?.aborted ? 'aborted' : cause.message || cause.name
      reject(new NetworkError(`${request.method} ${request.url.origin}: ${reason}`, { cause }))
    }
    let sent: ClientRequest
    try {
      sent = start(request.url, { method: request.method, headers: request.headers, agent, signal })
    } catch (cause) {
      return fail(cause instanceof Error ? cause : new Error(String(cause)))
    }
    sent.setTimeout(readTimeoutMs, () => sent.destroy(new Error(`no answer within ${readTimeoutMs / 1000} s`)))
    sent.once('error', fail)
    sent.once('response', resolve)
    sent.end(request.body)
  })
}

/** The whole body as text. Rejects when it is longer than `limit` bytes. */
export async function readText(response: IncomingMessage, limit: number): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of response) {
      size += chunk.length
      if (size > limit) throw new NetworkError(`the answer is longer than ${limit} bytes`)
      chunks.push(chunk)
    }
  } catch (cause) {
    if (cause instanceof NetworkError) throw cause
    throw new NetworkError('the answer broke off', { cause })
  }
  return Buffer.concat(chunks).toString('utf8')
}
