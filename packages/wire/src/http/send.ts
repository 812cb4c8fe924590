import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Answer } from '../protocols/protocol.ts'
import { linger } from './linger.ts'

/**
 * Sends an answer. Resolves when it is sent; rejects when a streamed body fails on the way, after the connection was
 * cut: the client must not take a part for the whole.
 */
export async function send(request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
  const { body } = answer
  if (response.destroyed) {
    if (body instanceof Readable) body.destroy()
    return
  }
  if (response.headersSent) return sendRest(response, answer)
  const unread = !request.complete
  const bodyless = request.method === 'HEAD' || answer.status === 204 || answer.status === 304
  response.writeHead(answer.status, headersOf(answer, bodyless))
  if (body instanceof Readable) {
    if (bodyless) body.destroy()
    else return pipeline(body, response)
  }
  response.end(bodyless || body instanceof Readable ? undefined : body)
  if (unread) linger(request)
}

/** Sends the head of the answer that is to come, and a space; only a space when the head is out. */
export function sendAhead(response: ServerResponse, answer: () => Answer): void {
  if (response.destroyed) return
  if (!response.headersSent) {
    const { status, headers } = answer()
    // Proxies that gather answers before they pass them on (nginx) would keep the sign of life to themselves.
    response.writeHead(status, { ...plainHeaders(headers), 'x-accel-buffering': 'no' })
  }
  response.write(' ')
}

/** The end of an answer whose head is out. The head said that all is well: anything else must not look like it. */
function sendRest(response: ServerResponse, { status, body }: Answer): void {
  if (status === response.statusCode && !(body instanceof Readable)) return void response.end(body)
  if (body instanceof Readable) body.destroy()
  response.destroy()
}

function plainHeaders(headers: Answer['headers']): Record<string, string> {
  const out: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) out[name.toLowerCase()] = headerValue(value)
  return out
}

function headersOf({ headers, body, status }: Answer, bodyless: boolean): Record<string, string> {
  const out = plainHeaders(headers)
  if (!(body instanceof Readable) && !bodyless) out['content-length'] = String(Buffer.byteLength(body))
  if (status === 204 || status === 304) delete out['content-length']
  return out
}

/**
 * Header text as Node sends it: one byte a character. Text beyond Latin-1 goes out as UTF-8, and characters that would
 * end the header become spaces.
 */
function headerValue(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  const text = value.replace(/[\0-\x08\x0a-\x1f\x7f]/g, ' ')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: anything that is not ASCII
  return /[^\x00-\x7f]/.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text
}
