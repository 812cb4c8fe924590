import type { ClientRequest, Agent as HttpAgent, IncomingMessage } from 'node:http'
import type { Agent as HttpsAgent } from 'node:https'
import { request as httpRequest, https } from '@towpath/base/http.ts'

export interface HttpRequest {
  method: string
  url: URL
  headers: Record<string, string>
  body?: string
}

export interface HttpOptions {
  /** Keeps connections alive; made for the protocol of the address. */
  agent?: HttpAgent | HttpsAgent
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
