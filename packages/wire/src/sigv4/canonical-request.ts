import { hash } from 'node:crypto'
import { decodeBytes, encodePath } from './percent.ts'
import { canonicalQuery, type QueryParameter } from './query-string.ts'
import type { SignedRequest } from './request.ts'

/**
 * The canonical requests that the client may have signed, most usual first.
 *
 * There is one in almost every case. Two freedoms that AWS leaves make more: clients of S3 send a path either as they
 * signed it or encoded in another way, and a session token may be appended to the query after signing.
 */
export function* canonicalRequests(
  request: SignedRequest,
  parameters: QueryParameter[],
  claim: { service: string; presigned: boolean; signedHeaders: string[] },
  payloadHash: string,
): Generator<string> {
  const headers = canonicalHeaders(request, claim.signedHeaders)
  const names = claim.signedHeaders.join(';')
  for (const path of canonicalPaths(request.rawPath, claim.service)) {
    for (const query of canonicalQueries(parameters, claim.presigned)) {
      yield `${request.method}\n${path}\n${query}\n${headers}\n${names}\n${payloadHash}`
    }
  }
}

/** `AWS4-HMAC-SHA256`, time, scope, and the hash of the canonical request. */
export function stringToSign(timestamp: string, scope: string, canonicalRequest: string): string {
  return `AWS4-HMAC-SHA256\n${timestamp}\n${scope}\n${hash('sha256', Buffer.from(canonicalRequest, 'latin1'), 'hex')}`
}

function canonicalPaths(rawPath: string, service: string): string[] {
  if (service !== 's3') return [encodePath(normalised(rawPath))]
  // Keys of S3 are any text: nothing is normalised, and nothing is encoded twice.
  const reencoded = encodePath(decodeBytes(rawPath))
  return reencoded === rawPath ? [rawPath] : [rawPath, reencoded]
}

/** `.`, `..` and empty segments resolved (RFC 3986, section 6.2.2.3); a slash at the end stays. */
function normalised(path: string): string {
  if (path === '/' || path === '') return '/'
  const segments: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.') segments.push(segment)
  }
  const joined = `/${segments.join('/')}`
  return path.endsWith('/') && joined !== '/' ? `${joined}/` : joined
}

function canonicalQueries(parameters: QueryParameter[], presigned: boolean): string[] {
  const signed = presigned ? parameters.filter(({ name }) => name !== 'X-Amz-Signature') : parameters
  const withoutToken = signed.filter(({ name }) => name !== 'X-Amz-Security-Token')
  const canonical = canonicalQuery(signed)
  return presigned && withoutToken.length < signed.length ? [canonical, canonicalQuery(withoutToken)] : [canonical]
}

/** One line a signed header: its values trimmed, runs of spaces made one, repetitions joined by a comma. */
function canonicalHeaders(request: SignedRequest, names: string[]): string {
  const values = request.rawHeaders ? repeated(request.rawHeaders) : undefined
  let lines = ''
  for (const name of names) {
    const value = values ? (values.get(name) ?? []).map(tidy).join(',') : tidy(request.headers[name] ?? '')
    lines += `${name}:${value}\n`
  }
  return lines
}

function repeated(rawHeaders: string[]): Map<string, string[]> {
  const values = new Map<string, string[]>()
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] ?? '').toLowerCase()
    const known = values.get(name)
    if (known) known.push(rawHeaders[i + 1] ?? '')
    else values.set(name, [rawHeaders[i + 1] ?? ''])
  }
  return values
}

/** Only ASCII space counts: byte A0 is part of many a UTF-8 character, and a space to JavaScript. */
function tidy(value: string): string {
  return value.replace(/[ \t\r\n\f\v]+/g, ' ').replace(/^ | $/g, '')
}
