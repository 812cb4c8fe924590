import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import {
  type DeleteObjectsCommandInput,
  GetBucketLocationCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadObjectCommand,
  type HeadObjectCommandInput,
  NoSuchKey,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
} from '@aws-sdk/client-s3'
import { ServiceError } from '@towpath/base'
import { expect, test } from 'vitest'
import { operation } from '../operation.ts'
import { s3Entry } from '../testing/fake-entries.ts'
import { rawRequest } from '../testing/raw-request.ts'
import { type WireServer, wireServer } from '../testing/wire-server.ts'

const MiB = 1024 * 1024

/** Takes an object in and tells its digest as its ETag. */
const putObject = operation('PutObject', {
  kind: 'manual',
  access: (input: PutObjectCommandInput) => [
    { action: 's3:PutObject', resource: `arn:aws:s3:::${input.Bucket}/${input.Key}` },
  ],
  async run(input: PutObjectCommandInput, ctx) {
    const hash = createHash('md5')
    for await (const chunk of input.Body as unknown as Readable) hash.update(chunk)
    return { ETag: `"${hash.digest('hex')}"`, VersionId: ctx.http.trailers()['x-amz-checksum-crc32'] }
  },
})

test('an upload is streamed to its operation and checked against its trailer', async () => {
  await using server = await wireServer([s3Entry(putObject)])
  const content = randomBytes(9 * MiB)

  const answer = await client(server).send(
    new PutObjectCommand({
      Bucket: 'bundles',
      Key: 'a b/é+1.zip',
      Body: Readable.from(chunks(content)),
      ContentLength: content.length,
    }),
  )

  expect(answer.ETag).toBe(`"${createHash('md5').update(content).digest('hex')}"`)
  expect(answer.VersionId).toMatch(/^[A-Za-z0-9+/]{6}==$/)
  expect(server.audit[0]?.decisions[0]?.resource).toBe('arn:aws:s3:::bundles/a b/é+1.zip')
})

test('a download is streamed, with its range, type and metadata', async () => {
  const content = randomBytes(5 * MiB)
  const getObject = operation('GetObject', {
    kind: 'manual',
    access: () => [],
    run: async (_input: GetObjectCommandInput) => ({
      Body: Readable.from(chunks(content)),
      ContentLength: content.length,
      ContentType: 'application/zip',
      ContentRange: `bytes 0-${content.length - 1}/${content.length}`,
      LastModified: new Date('2024-01-02T03:04:05Z'),
      Metadata: { author: 'Zoë' },
    }),
  })
  await using server = await wireServer([s3Entry(getObject)])

  const answer = await client(server).send(new GetObjectCommand({ Bucket: 'bundles', Key: 'app.zip' }))

  expect(answer.$metadata.httpStatusCode).toBe(206)
  expect(answer.ContentType).toBe('application/zip')
  expect(answer.LastModified).toEqual(new Date('2024-01-02T03:04:05Z'))
  const received = await answer.Body?.transformToByteArray()
  expect(Buffer.compare(received ?? Buffer.alloc(0), content)).toBe(0)
})

test('a download that fails on the way cuts the connection', async () => {
  const getObject = operation('GetObject', {
    kind: 'manual',
    access: () => [],
    run: async (_input: GetObjectCommandInput) => ({ Body: Readable.from(breaking()), ContentLength: 100 }),
  })
  await using server = await wireServer([s3Entry(getObject)])

  const answer = await client(server).send(new GetObjectCommand({ Bucket: 'bundles', Key: 'app.zip' }))

  await expect(answer.Body?.transformToByteArray()).rejects.toThrow()
  expect(server.logged).toMatchObject([{ msg: 'An answer broke off' }])
})

test('errors carry the elements of S3, and none where the answer has no body', async () => {
  const getObject = operation('GetObject', { kind: 'read', access: () => [], run: noSuchKey })
  const headObject = operation('HeadObject', { kind: 'read', access: () => [], run: noSuchKey })
  await using server = await wireServer([s3Entry(getObject, headObject)])

  const got = client(server).send(new GetObjectCommand({ Bucket: 'bundles', Key: 'none' }))
  await expect(got).rejects.toThrow(NoSuchKey)
  await expect(got).rejects.toMatchObject({ Key: 'none', $metadata: { httpStatusCode: 404 } })

  const head = client(server).send(new HeadObjectCommand({ Bucket: 'bundles', Key: 'none' }))
  await expect(head).rejects.toMatchObject({ name: 'NotFound' })
})

test("fields in lower case are headers of the answer, and the status is the error's own", async () => {
  const headObject = operation('HeadObject', {
    kind: 'read',
    access: () => [],
    run: async (_input: HeadObjectCommandInput): Promise<never> => {
      throw new ServiceError('NotFound', 'Not Found', { status: 404, fields: { 'x-amz-delete-marker': 'true' } })
    },
  })
  await using server = await wireServer([s3Entry(headObject)])

  const answer = await fetch(`${server.endpoint}/bundles/a`, { method: 'HEAD' })

  expect(answer.status).toBe(404)
  expect(answer.headers.get('x-amz-delete-marker')).toBe('true')
  expect(answer.headers.get('x-amz-id-2')).not.toBeNull()
})

test('an operation that is not served is told from a method that nothing allows', async () => {
  await using server = await wireServer([s3Entry(putObject)])

  const patched = await rawRequest(server.port, 'PATCH /bundles/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')

  const location = client(server).send(new GetBucketLocationCommand({ Bucket: 'bundles' }))
  await expect(location).rejects.toMatchObject({ name: 'NotImplemented', $metadata: { httpStatusCode: 501 } })
  expect(patched).toMatchObject({ status: 405, body: expect.stringContaining('<Code>MethodNotAllowed</Code>') })
})

test('a client that asks before it sends is not told to go on when it may not', async () => {
  await using server = await wireServer([s3Entry(putObject)], {
    decide: () => ({ allowed: false, reason: 'implicit-deny' }),
  })
  const head = 'PUT /bundles/a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n'

  const answer = await rawRequest(server.port, head)

  expect(answer.status).toBe(403)
  expect(answer.head).not.toContain('100 Continue')
  expect(answer.head.toLowerCase()).toContain('connection: close')
})

test('a client that asks before it sends is told to go on when its operation reads', async () => {
  await using server = await wireServer([s3Entry(putObject)])
  const head = 'PUT /bundles/a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n'

  const answer = await rawRequest(server.port, `${head}hello`)

  expect(answer.head).toContain('100 Continue')
  expect(answer.head).toContain(createHash('md5').update('hello').digest('hex'))
})

test('an upload that is refused early is answered although its body was not read', async () => {
  await using server = await wireServer([s3Entry(putObject)], {
    decide: () => ({ allowed: false, reason: 'explicit-deny', limitedBy: 'resource-based policy' }),
  })
  const content = randomBytes(2 * MiB)

  const answer = client(server).send(new PutObjectCommand({ Bucket: 'bundles', Key: 'a', Body: content }))

  await expect(answer).rejects.toMatchObject({
    name: 'AccessDenied',
    message:
      'User: arn:aws:iam::123456789012:root is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::bundles/a" with an explicit deny in a resource-based policy',
  })
})

test('content that is not what was signed fails its operation', async () => {
  await using server = await wireServer([s3Entry(putObject)])
  const s3 = client(server)
  s3.middlewareStack.add(
    (next) => (args) => {
      const { request } = args as unknown as { request: { body: unknown } }
      request.body = Buffer.from('HELLO')
      return next(args)
    },
    { step: 'finalizeRequest', priority: 'low' },
  )

  const answer = s3.send(new PutObjectCommand({ Bucket: 'bundles', Key: 'a', Body: 'hello' }))

  await expect(answer).rejects.toMatchObject({ name: 'XAmzContentSHA256Mismatch' })
})

test.each([
  ['<Delete><Object><Key>a</Key></Object>', 'MalformedXML'],
  ['<!DOCTYPE d [<!ENTITY a "b">]><Delete/>', 'MalformedXML'],
  ['<Delete><Object><Key>&a;</Key></Object></Delete>', 'MalformedXML'],
  [`<Delete>${'<a>'.repeat(100)}${'</a>'.repeat(100)}</Delete>`, 'MalformedXML'],
  [`<Delete>${' '.repeat(5 * MiB)}</Delete>`, 'RequestEntityTooLarge'],
])('a broken document is refused: case %#', async (document, code) => {
  const deleteObjects = operation('DeleteObjects', {
    kind: 'write',
    access: () => [],
    run: async (_input: DeleteObjectsCommandInput) => ({}),
  })
  await using server = await wireServer([s3Entry(deleteObjects)])

  const answer = await fetch(`${server.endpoint}/bundles?delete`, { method: 'POST', body: document })

  expect(await answer.text()).toContain(`<Code>${code}</Code>`)
})

function client(server: WireServer): S3Client {
  return new S3Client({ ...server.client, forcePathStyle: true })
}

function* chunks(content: Buffer): Generator<Buffer> {
  for (let at = 0; at < content.length; at += 65_536) yield content.subarray(at, at + 65_536)
}

async function* breaking(): AsyncGenerator<Buffer> {
  yield Buffer.from('some')
  throw new Error('The disk is gone')
}

async function noSuchKey(input: GetObjectCommandInput | HeadObjectCommandInput): Promise<never> {
  throw new ServiceError('NoSuchKey', 'The specified key does not exist.', { status: 404, fields: { Key: input.Key } })
}
