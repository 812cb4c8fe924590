import { createHash, createHmac } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'
import { expect, test } from 'vitest'
import { sign } from './signing.ts'

/** What the SDK's signer makes of the same request. */
async function oracle(url: URL, headers: Record<string, string>, body: string | undefined, service: string, at: Date) {
  class Sha256 {
    readonly #hash
    constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
      this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Uint8Array)
    }
    update(data: string | ArrayBuffer | ArrayBufferView) {
      this.#hash.update(data as Uint8Array)
    }
    async digest() {
      return this.#hash.digest()
    }
    reset() {}
  }
  const signer = new SignatureV4({
    service,
    region: 'eu-west-1',
    credentials,
    sha256: Sha256,
    uriEscapePath: service !== 's3',
  })
  const request = {
    method: body === undefined ? 'GET' : 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { ...headers, host: url.host },
    body,
  }
  return (await signer.sign(request, { signingDate: at })).headers.authorization
}

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example/key+', sessionToken: 'session==' }

test.each([
  ['codedeploy-commands', 'http://127.0.0.1:4600/', '{"HostIdentifier":"grün"}', { 'x-amz-target': 'A.B' }],
  ['s3', 'https://s3.eu-west-1.amazonaws.com/bucket/dir/a%2Bb%20%281%29.tgz?versionId=v%3D1', undefined, {}],
  ['s3', 'http://localhost:9000/b/%C3%BC?b=2&a=1', undefined, { 'x-extra': '  spaced   out ' }],
])('requests to %s at %s are signed as the SDK signs them', async (service, address, body, headers) => {
  const [url, at] = [new URL(address), new Date('2025-06-01T12:34:56.789Z')]

  const signed = sign(
    { method: body === undefined ? 'GET' : 'POST', url, headers, body },
    { service, region: 'eu-west-1' },
    credentials,
    at,
  )

  expect(signed.headers.authorization).toBe(await oracle(url, headers, body, service, at))
})
