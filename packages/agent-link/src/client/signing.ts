import { createHash, createHmac } from 'node:crypto'
import type { HttpRequest } from './http.ts'

export interface Credentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
}

/** Gives the credentials to sign with. `fresh`: those given last were refused, so look for newer ones. */
export type CredentialsProvider = (options?: { fresh?: boolean }) => Promise<Credentials>

/** `codedeploy-commands`, `us-east-1`. */
export interface SigningScope {
  service: string
  region: string
}

/**
 * Adds a SigV4 signature: headers `host`, `x-amz-date`, `x-amz-content-sha256`, `authorization`, session token.
 *
 * Written out here because an agent has to be small: the SDK's signer brings 10 MB along. The path of the address must
 * be escaped as it shall be sent, and is not escaped again (what S3 wants; all other paths are `/`).
 */
export function sign(
  request: HttpRequest,
  scope: SigningScope,
  credentials: Credentials,
  signingDate: Date,
): HttpRequest {
  const timestamp = signingDate.toISOString().replace(/[-:]|\.\d{3}/g, '')
  const date = timestamp.slice(0, 8)
  const bodyHash = sha256(request.body ?? '')
  const headers: Record<string, string> = {
    ...request.headers,
    host: request.url.host,
    'x-amz-date': timestamp,
    'x-amz-content-sha256': bodyHash,
    ...(credentials.sessionToken && { 'x-amz-security-token': credentials.sessionToken }),
  }
  const names = Object.keys(headers).sort()
  const canonicalRequest = [
    request.method,
    request.url.pathname,
    canonicalQuery(request.url),
    ...names.map((name) => `${name}:${headers[name]?.trim().replace(/\s+/g, ' ')}`),
    '',
    names.join(';'),
    bodyHash,
  ].join('\n')
  const scopeText = `${date}/${scope.region}/${scope.service}/aws4_request`
  const stringToSign = ['AWS4-HMAC-SHA256', timestamp, scopeText, sha256(canonicalRequest)].join('\n')
  const steps = [date, scope.region, scope.service, 'aws4_request']
  const key = steps.reduce<Buffer | string>(hmac, `AWS4${credentials.secretAccessKey}`)
  const signature = hmac(key, stringToSign).toString('hex')
  headers.authorization =
    `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scopeText}, ` +
    `SignedHeaders=${names.join(';')}, Signature=${signature}`
  return { ...request, headers }
}

/** Sorted by name as escaped; the parts of the address must be escaped as RFC 3986 has it. */
function canonicalQuery(url: URL): string {
  const pairs = url.search === '' ? [] : url.search.slice(1).split('&')
  return pairs
    .map((pair) => (pair.includes('=') ? pair : `${pair}=`))
    .sort()
    .join('&')
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
