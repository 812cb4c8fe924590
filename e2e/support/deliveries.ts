import { createHmac } from 'node:crypto'
import { request as httpRequest } from 'node:http'

interface Delivered {
  /** 0: the connection ended without an answer. */
  status: number
  text: string
}

interface DeliveryOptions {
  /** What the body is signed with; unsigned without. */
  secret?: string
  event?: string
  /** Of the delivery; without one none is told. */
  id?: string
  headers?: Record<string, string>
  method?: string
}

/** GitHub's headers of a delivery. */
function headersOf(body: string | Buffer, { secret, event = 'push', id, headers }: DeliveryOptions) {
  const digest = secret === undefined ? undefined : createHmac('sha256', secret).update(body).digest('hex')
  return {
    'content-type': 'application/json',
    'x-github-event': event,
    ...(digest && { 'x-hub-signature-256': `sha256=${digest}` }),
    ...(id && { 'x-github-delivery': id }),
    ...headers,
  }
}

/** Sends one delivery as GitHub does, on a connection of its own. */
export function deliver(url: string, body: string | Buffer, options: DeliveryOptions = {}): Promise<Delivered> {
  return new Promise((resolve) => {
    const headers = { 'content-length': Buffer.byteLength(body), ...headersOf(body, options) }
    const request = httpRequest(url, { method: options.method ?? 'POST', headers, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      // A server that has had enough may cut what follows its answer.
      response.on('close', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    request.on('error', () => resolve({ status: 0, text: '' }))
    request.end(body)
  })
}
