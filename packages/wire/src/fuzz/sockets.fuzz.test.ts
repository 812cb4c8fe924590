import fc from 'fast-check'
import { expect, test } from 'vitest'
import { operation } from '../operation.ts'
import { codedeployEntry, ec2Entry, s3Entry, stsEntry } from '../testing/fake-entries.ts'
import { rawRequest } from '../testing/raw-request.ts'
import { type WireServer, wireServer } from '../testing/wire-server.ts'

const open = (name: string) =>
  operation(name, { kind: 'write', unsigned: true, access: () => [], run: async (_input: unknown) => ({}) })
const drain = operation('PutObject', {
  kind: 'manual',
  access: () => [],
  async run(input: { Body?: AsyncIterable<Buffer> }) {
    for await (const _ of input.Body ?? []);
    return {}
  },
})
const ENTRIES = [
  codedeployEntry(open('CreateApplication'), open('CreateDeploymentGroup')),
  stsEntry(open('AssumeRole')),
  ec2Entry(open('RunInstances')),
  s3Entry(drain, open('DeleteObjects'), open('ListObjectsV2'), open('HeadObject')),
]

const SCOPE = '20240102/us-east-1'
const GOOD = [
  http(
    'POST /',
    { 'X-Amz-Target': 'CodeDeploy_20141006.CreateApplication' },
    '{"applicationName":"web","tags":[{"Key":"a"}]}',
  ),
  http('POST /', { 'X-Amz-Target': 'CodeDeploy_20141006.Nothing' }, '{}'),
  http(
    'POST /',
    { 'Content-Type': 'application/x-www-form-urlencoded' },
    'Action=AssumeRole&Version=2011-06-15&Tags.member.1.Key=a',
  ),
  http(
    'POST /',
    { 'Content-Type': 'application/x-www-form-urlencoded' },
    'Action=RunInstances&Version=2016-11-15&MinCount=1',
  ),
  http('GET /?Action=RunInstances&Version=2016-11-15&MinCount=x', {}, ''),
  http(
    'PUT /bucket/key',
    {
      'x-amz-meta-a': 'b',
      Authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/${SCOPE}/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=00`,
    },
    'content',
  ),
  http(
    'PUT /bucket/key',
    { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'x-amz-trailer': 'x-amz-checksum-crc32' },
    '5\r\nhello\r\n0\r\n\r\n',
  ),
  http(
    `GET /bucket/key?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE/${SCOPE}/s3/aws4_request&X-Amz-Date=20240102T000000Z&X-Amz-Expires=9&X-Amz-SignedHeaders=host&X-Amz-Signature=00`,
    {},
    '',
  ),
  http('GET /bucket/key?AWSAccessKeyId=AKIDEXAMPLE&Expires=1&Signature=x', {}, ''),
  http('POST /bucket?delete', { Expect: '100-continue' }, '<Delete><Object><Key>a</Key></Object></Delete>'),
  http('HEAD /bucket/key', { Range: 'bytes=0-', 'If-Modified-Since': 'never' }, ''),
  http('GET /bucket?list-type=2&max-keys=many', {}, ''),
]

test('no request, however broken, ends the process or is answered with a 500', { timeout: 120_000 }, async () => {
  await using server = await wireServer(ENTRIES)

  await fc.assert(
    fc.asyncProperty(fc.array(broken, { minLength: 12, maxLength: 12 }), async (requests) => {
      const answers = await Promise.all(requests.map((bytes) => rawRequest(server.port, bytes, 100)))
      for (const [index, { status }] of answers.entries()) {
        // 501 is S3's answer to what is in its model but not served.
        expect(status === 501 ? 0 : status, requests[index]?.toString('latin1')).toBeLessThan(500)
      }
    }),
    { numRuns: 60, endOnFailure: true },
  )

  expect(server.logged).toEqual([])
  await stillServes(server)
})

test.each([
  ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}'],
  [
    'a length and chunks',
    'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
  [
    'two kinds of chunks',
    'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n',
  ],
  [
    'two authorizations',
    'GET / HTTP/1.1\r\nHost: x\r\nAuthorization: AWS4-HMAC-SHA256 a\r\nAuthorization: Basic b\r\n\r\n',
  ],
  ['two targets', 'POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: A.B\r\nx-amz-target: C.D\r\nContent-Length: 0\r\n\r\n'],
  ['two hosts', 'GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n'],
  ['an absolute address', 'GET http://other/ HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['a NUL in the path', 'GET /bucket/a%00b HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['a NUL in a header', 'GET / HTTP/1.1\r\nHost: x\r\nX-A: a\0b\r\n\r\n'],
  ['a lone carriage return', 'GET / HTTP/1.1\r\nHost: x\r\nX-A: a\rX-B: c\r\n\r\n'],
  ['a space before the colon', 'GET / HTTP/1.1\r\nHost: x\r\nContent-Length : 1\r\n\r\na'],
])('a request with %s is refused with 400', async (_, bytes) => {
  await using server = await wireServer(ENTRIES)

  expect(await rawRequest(server.port, bytes)).toMatchObject({ status: 400 })
})

test('a body that never ends does not keep its connection', async () => {
  await using server = await wireServer(ENTRIES)
  const head =
    'PUT /bucket/key HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\nAuthorization: AWS4-HMAC-SHA256 x\r\n\r\n'

  const answer = await rawRequest(server.port, `${head}${'a'.repeat(1000)}`, 5000)

  expect(answer.status).toBe(400)
})

async function stillServes(server: WireServer): Promise<void> {
  const answer = await rawRequest(server.port, GOOD[0] ?? '')
  expect(answer.status).toBe(200)
}

/** Good requests with bytes changed, cut out, put in and repeated. */
const broken = fc
  .tuple(fc.constantFrom(...GOOD), fc.array(fc.tuple(fc.nat(), fc.nat(3), fc.nat(255)), { maxLength: 4 }))
  .map(([good, changes]) => {
    let bytes = Buffer.from(good, 'latin1')
    for (const [where, kind, byte] of changes) {
      const at = where % bytes.length
      const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)]
      if (kind === 0) bytes = Buffer.concat([before, Buffer.from([byte]), after.subarray(1)])
      else if (kind === 1) bytes = Buffer.concat([before, after.subarray(1 + (byte % 16))])
      else if (kind === 2) bytes = Buffer.concat([before, Buffer.from([byte, byte]), after])
      else bytes = Buffer.concat([before, after.subarray(0, byte), after])
      if (bytes.length === 0) bytes = Buffer.from('\r\n')
    }
    return bytes
  })

function http(line: string, headers: Record<string, string>, body: string): string {
  const all = { Host: 'localhost', Connection: 'close', 'Content-Length': String(Buffer.byteLength(body)), ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${line} HTTP/1.1\r\n${lines.join('')}\r\n${body}`
}
