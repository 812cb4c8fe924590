import { createHash, createHmac } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'
import { UsageError } from '@towpath/base'
import { ask } from './ask.ts'
import type { Connection } from './find.ts'

const TARGET = 'Towpath_20261122'

/** Calls an operation of the control plane that AWS's SDKs do not know. Rejects with what the control plane says. */
export async function callTowpath<Output>(connection: Connection, operation: string, input: object): Promise<Output> {
  const url = new URL(connection.endpoint)
  const signer = new SignatureV4({
    service: 'towpath',
    region: connection.region,
    credentials: connection.credentials,
    sha256: Sha256,
  })
  const body = JSON.stringify(input)
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    path: '/',
    headers: { host: url.host, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `${TARGET}.${operation}` },
    body,
  })
  const { status, text } = await ask(connection, '/', { method: 'POST', headers, body })
  const answer = JSON.parse(text) as { __type?: string; message?: string }
  if (status !== 200) throw new UsageError(`${answer.__type ?? status}: ${answer.message ?? 'no reason was given'}`)
  return answer as Output
}

/** node:crypto in the form that the signer wants. */
class Sha256 {
  readonly #hash

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytes(secret))
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytes(data))
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest()
  }

  /** The signer makes a new one for each digest. */
  reset(): void {}
}

function bytes(data: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof data === 'string') return Buffer.from(data)
  return ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data)
}
