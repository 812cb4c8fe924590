import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'
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

/** Adds a SigV4 signature: headers `host`, `x-amz-date`, `x-amz-content-sha256`, `authorization`, session token. */
export async function sign(
  request: HttpRequest,
  scope: SigningScope,
  credentials: Credentials,
  signingDate: Date,
): Promise<HttpRequest> {
  const signer = new SignatureV4({ ...scope, credentials, sha256: Sha256, uriEscapePath: scope.service !== 's3' })
  const { url } = request
  const signed = await signer.sign(
    {
      method: request.method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { ...request.headers, host: url.host },
      body: request.body,
    },
    { signingDate },
  )
  return { ...request, headers: signed.headers }
}

/** node:crypto in the form that the signer wants. */
class Sha256 {
  #hash: Hash | Hmac
  #secret: string | ArrayBuffer | ArrayBufferView | undefined

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#secret = secret
    this.#hash = this.#start()
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytes(data))
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest()
  }

  reset(): void {
    this.#hash = this.#start()
  }

  #start(): Hash | Hmac {
    return this.#secret === undefined ? createHash('sha256') : createHmac('sha256', bytes(this.#secret))
  }
}

function bytes(data: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof data === 'string') return Buffer.from(data, 'utf8')
  return ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(new Uint8Array(data))
}
