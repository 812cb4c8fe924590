import type { IncomingMessage } from 'node:http'

/** Why a request is refused before anybody asks what it wants. */
export class MalformedRequest extends Error {}

/** The head of an HTTP request, checked for what intermediaries and servers read differently. */
export interface RequestHead {
  method: string
  rawPath: string
  rawQuery: string
  query: URLSearchParams
  /** By lower-case name; repeated headers joined as HTTP says. */
  headers: Record<string, string>
  rawHeaders: string[]
}

/** Headers of which a second one would leave open which counts. */
const SINGLE = new Set([
  'authorization',
  'content-length',
  'content-type',
  'content-encoding',
  'expect',
  'host',
  'transfer-encoding',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-decoded-content-length',
  'x-amz-security-token',
  'x-amz-target',
])

/** Reads the head of a request. Throws {@link MalformedRequest}. */
export function readHead(request: IncomingMessage): RequestHead {
  const url = request.url ?? ''
  if (!url.startsWith('/')) throw new MalformedRequest('The request target must be a path')
  if (/[\0-\x20\x7f]|%00/.test(url)) throw new MalformedRequest('The request target holds a control character')
  const headers = singleHeaders(request)
  if (headers['transfer-encoding'] !== undefined && headers['content-length'] !== undefined) {
    throw new MalformedRequest('Content-Length and Transfer-Encoding cannot both be given')
  }
  const split = url.indexOf('?')
  const rawQuery = split < 0 ? '' : url.slice(split + 1)
  return {
    method: request.method ?? '',
    rawPath: split < 0 ? url : url.slice(0, split),
    rawQuery,
    query: new URLSearchParams(rawQuery),
    headers,
    rawHeaders: request.rawHeaders,
  }
}

function singleHeaders(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {}
  for (let at = 0; at + 1 < request.rawHeaders.length; at += 2) {
    const name = (request.rawHeaders[at] ?? '').toLowerCase()
    const value = request.rawHeaders[at + 1] ?? ''
    if (/[\0\r\n]/.test(value)) throw new MalformedRequest(`Header ${name} holds a control character`)
    const before = Object.hasOwn(headers, name) ? headers[name] : undefined
    if (before !== undefined && SINGLE.has(name)) throw new MalformedRequest(`Header ${name} is given twice`)
    headers[name] = before === undefined ? value : `${before},${value}`
  }
  return headers
}
