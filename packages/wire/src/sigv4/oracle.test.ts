import fc from 'fast-check'
import { expect, test } from 'vitest'
import { authenticate } from './authenticate.ts'
import type { SignedRequest } from './request.ts'
import { codeOf, KEY, keys, NOW, presignWithSdk, signWithSdk } from './testing.ts'

const store = keys(KEY)

const segment = fc.stringMatching(/^[A-Za-z0-9._~!$&'()*+,;=:@ %-]{0,12}$/)
const path = fc
  .array(segment, { maxLength: 5 })
  .map((segments) => `/${segments.map(encodeURIComponent).join('/')}`.replace(/[!'()*]/g, escaped))
const query = fc.dictionary(
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
    .filter((name) => !/^x-amz-/i.test(name) && name !== 'Signature'),
  fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.array(fc.string({ maxLength: 4 }), { minLength: 2, maxLength: 3 }),
  ),
  { maxKeys: 4 },
)
const headers = fc.dictionary(
  fc.stringMatching(/^(x-amz-meta-|my-)[a-z0-9]{1,6}$/),
  fc.stringMatching(/^[!-~]([ -~]{0,14}[!-~])?$/),
  { maxKeys: 3 },
)
const unsigned = fc.record({
  method: fc.constantFrom('GET', 'PUT', 'POST', 'DELETE', 'HEAD'),
  path,
  query,
  headers,
  body: fc.string({ maxLength: 30 }),
})
const service = fc.constantFrom('s3', 'iam', 'codedeploy')

function escaped(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}

test("whatever the SDK's signer signs is accepted", async () => {
  await fc.assert(
    fc.asyncProperty(service, unsigned, async (name, wanted) => {
      const request = await signWithSdk({ service: name }, wanted)

      const found = await authenticate(request, store, NOW)

      expect(found).toMatchObject({ service: name, region: 'eu-west-1', presigned: false })
      expect(found.principal.name).toBe('tester')
    }),
    { numRuns: 300 },
  )
})

test("whatever the SDK's signer presigns is accepted", async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('s3'), unsigned, async (name, wanted) => {
      // A presigned request carries the headers that it signs in its query, except those of the client's own.
      const request = await presignWithSdk({ service: name }, { ...wanted, headers: {} })

      expect(await authenticate(request, store, NOW)).toMatchObject({ service: name, presigned: true })
    }),
    { numRuns: 200 },
  )
})

/** Ways to change a request that was signed; each must change something. */
const MUTATIONS: Record<string, (request: SignedRequest) => SignedRequest> = {
  method: (r) => ({ ...r, method: r.method === 'GET' ? 'PUT' : 'GET' }),
  path: (r) => ({ ...r, rawPath: `${r.rawPath}x` }),
  'an added parameter': (r) => ({ ...r, rawQuery: r.rawQuery === '' ? 'a=b' : `${r.rawQuery}&a=b` }),
  host: (r) => withHeader(r, 'host', 'elsewhere:4600'),
  time: (r) => withHeader(r, 'x-amz-date', '20260102T030406Z'),
  'an added x-amz header': (r) => withHeader(r, 'x-amz-acl', 'public-read'),
  signature: (r) => withAuthorization(r, /Signature=(.)/, (_, first) => `Signature=${first === 'a' ? 'b' : 'a'}`),
  region: (r) => withAuthorization(r, /eu-west-1/, () => 'eu-west-2'),
  service: (r) => withAuthorization(r, /\/(s3|iam|codedeploy)\//, (_, name) => (name === 'iam' ? '/sts/' : '/iam/')),
  'signed headers': (r) => withAuthorization(r, /SignedHeaders=[^,]*/, () => 'SignedHeaders=host'),
  'hash of the body': (r) => withHeader(r, 'x-amz-content-sha256', 'UNSIGNED-PAYLOAD'),
  body: (r) => ({
    ...withHeader(r, 'x-amz-content-sha256', '0'.repeat(64)),
    payload: async () => Buffer.from('other'),
  }),
}

function withHeader(request: SignedRequest, name: string, value: string): SignedRequest {
  const all: Record<string, string | undefined> = { ...request.headers, [name]: value }
  return { ...request, headers: all, rawHeaders: Object.entries(all).flatMap(([key, one]) => [key, one ?? '']) }
}

function withAuthorization(
  request: SignedRequest,
  pattern: RegExp,
  change: (match: string, group: string) => string,
): SignedRequest {
  return withHeader(request, 'authorization', (request.headers.authorization ?? '').replace(pattern, change))
}

test.each(Object.entries(MUTATIONS))('a signed request is refused once its %s is another', async (_name, mutate) => {
  await fc.assert(
    fc.asyncProperty(service, unsigned, async (name, wanted) => {
      const request = await signWithSdk({ service: name }, { ...wanted, body: 'content' })

      expect(await codeOf(authenticate(mutate(request), store, NOW))).not.toBe('accepted')
    }),
    { numRuns: 40 },
  )
})

test('no Authorization header or query string, however broken, ends in anything but an answer', async () => {
  const header = fc.oneof(
    fc.string(),
    fc.string().map((text) => `AWS4-HMAC-SHA256 ${text}`),
    fc
      .tuple(fc.string(), fc.string(), fc.string())
      .map(([a, b, c]) => `AWS4-HMAC-SHA256 Credential=${a},SignedHeaders=${b},Signature=${c}`),
  )
  const broken = fc.oneof(
    fc.string(),
    fc
      .dictionary(
        fc.constantFrom(
          'X-Amz-Algorithm',
          'X-Amz-Credential',
          'X-Amz-Signature',
          'X-Amz-Date',
          'X-Amz-Expires',
          'X-Amz-SignedHeaders',
          'Signature',
          'AWSAccessKeyId',
          'Expires',
        ),
        fc.string(),
      )
      .map((all) =>
        Object.entries(all)
          .map(([key, value]) => `${key}=${value}`)
          .join('&'),
      ),
  )
  await fc.assert(
    fc.asyncProperty(fc.option(header), broken, async (authorization, rawQuery) => {
      const headers = { host: 'localhost', 'x-amz-date': '20260102T030405Z', authorization: authorization ?? undefined }
      const request = { method: 'GET', rawPath: '/%', rawQuery, headers }

      const outcome = await authenticate(request, store, NOW).catch((error) => error)

      expect(outcome).toSatisfy(
        (o: { code?: string; principal?: { type: string } }) =>
          o.code !== undefined || o.principal?.type === 'anonymous',
      )
    }),
    { numRuns: 500 },
  )
})
