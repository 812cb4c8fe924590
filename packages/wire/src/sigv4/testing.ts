import { createHash, createHmac } from 'node:crypto'
import { HttpRequest } from '@smithy/core/protocols'
import { SignatureV4 } from '@smithy/signature-v4'
import type { Credential, CredentialStore } from '../principal.ts'
import type { SignedRequest } from './request.ts'

/** Helpers of this folder's tests: the SDK's own signer, and stores of keys. */

export const NOW = Date.UTC(2026, 0, 2, 3, 4, 5)

export const KEY = { accessKeyId: 'AKIATOWPATHTEST00001', secretAccessKey: 'not/a+real+secret' }

export function credentialOf(key: { accessKeyId: string; secretAccessKey: string }): Credential {
  const arn = 'arn:aws:iam::123456789012:user/tester'
  const principal = { type: 'user', account: '123456789012', arn, userId: 'AIDATESTER', name: 'tester' } as const
  return { ...key, principal: { ...principal, accessKeyId: key.accessKeyId } }
}

/** A store that knows these keys; a session token must be the one given with the key. */
export function keys(
  ...known: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }[]
): CredentialStore {
  return {
    find: async (accessKeyId, sessionToken) => {
      const key = known.find((candidate) => candidate.accessKeyId === accessKeyId)
      if (!key) return { refused: 'unknown' }
      return key.sessionToken === sessionToken ? credentialOf(key) : { refused: 'token-mismatch' }
    },
  }
}

class Sha256 {
  readonly #hash: { update(data: Uint8Array): unknown; digest(): Buffer }
  constructor(secret?: Uint8Array | string) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret)
  }
  update(data: Uint8Array) {
    this.#hash.update(data)
  }
  async digest() {
    return new Uint8Array(this.#hash.digest())
  }
  reset() {}
}

export function oracle(options: {
  service: string
  region?: string
  key?: typeof KEY
  sessionToken?: string
}): SignatureV4 {
  return new SignatureV4({
    service: options.service,
    region: options.region ?? 'eu-west-1',
    credentials: { ...(options.key ?? KEY), sessionToken: options.sessionToken },
    sha256: Sha256 as unknown as ConstructorParameters<typeof SignatureV4>[0]['sha256'],
    uriEscapePath: options.service !== 's3',
    applyChecksum: options.service === 's3',
  })
}

export interface Unsigned {
  method?: string
  path?: string
  query?: Record<string, string | string[]>
  headers?: Record<string, string>
  body?: string
}

/** What the SDK would send, as our server would see it. */
export async function signWithSdk(
  options: Parameters<typeof oracle>[0] & { at?: number },
  unsigned: Unsigned = {},
): Promise<SignedRequest> {
  const request = new HttpRequest({
    method: unsigned.method ?? 'GET',
    hostname: 'localhost',
    path: unsigned.path ?? '/',
    query: unsigned.query ?? {},
    headers: { host: 'localhost:4600', ...unsigned.headers },
    body: unsigned.body ?? '',
  })
  const signed = await oracle(options).sign(request, { signingDate: new Date(options.at ?? NOW) })
  return seen(signed as HttpRequest, unsigned.body)
}

export async function presignWithSdk(
  options: Parameters<typeof oracle>[0] & { at?: number; expiresIn?: number },
  unsigned: Unsigned = {},
): Promise<SignedRequest> {
  // As the S3 presigner does: whoever uses the address decides on the content.
  const unpredicted = options.service === 's3' ? { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } : undefined
  const request = new HttpRequest({
    method: unsigned.method ?? 'GET',
    hostname: 'localhost',
    path: unsigned.path ?? '/',
    query: unsigned.query ?? {},
    headers: { host: 'localhost:4600', ...unpredicted, ...unsigned.headers },
  })
  const signingDate = new Date(options.at ?? NOW)
  const signed = await oracle(options).presign(request, { signingDate, expiresIn: options.expiresIn ?? 900 })
  return seen(signed as HttpRequest, unsigned.body)
}

function seen(request: HttpRequest, body = ''): SignedRequest {
  const pairs = Object.entries(request.query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value ?? '']).map((one) => `${strict(name)}=${strict(one)}`),
  )
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
  return {
    method: request.method,
    rawPath: request.path,
    rawQuery: pairs.join('&'),
    headers,
    rawHeaders: Object.entries(request.headers).flat(),
    payload: async () => Buffer.from(body),
  }
}

const strict = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)

/** The code of the error that `work` ends in. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'accepted',
    (error) => (error instanceof Error ? ((error as { code?: string }).code ?? error.message) : String(error)),
  )
}
