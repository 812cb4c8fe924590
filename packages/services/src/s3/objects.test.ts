import { Readable } from 'node:stream'
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { blobCount, bytes, failure, md5, type S3Server, s3Server, sha256 } from './testing.ts'

let server: S3Server
let s3: S3Client
const Bucket = 'objects'

beforeAll(async () => {
  server = await s3Server()
  s3 = server.s3
  await s3.send(new CreateBucketCommand({ Bucket }))
})
afterAll(() => server[Symbol.asyncDispose]())

const put = (Key: string, Body: string | Uint8Array = 'content', more = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }))
const get = (Key: string, more = {}) => s3.send(new GetObjectCommand({ Bucket, Key, ...more }))
const text = async (Key: string, more = {}) => (await get(Key, more)).Body?.transformToString()

describe('what is put', () => {
  test('comes back as it was, with its headers and metadata', async () => {
    const answer = await put('a/b.txt', 'hello', {
      CacheControl: 'no-cache',
      ContentDisposition: 'attachment; filename="b.txt"',
      ContentEncoding: 'identity',
      ContentLanguage: 'de',
      ContentType: 'text/plain',
      Expires: new Date('2030-01-02T03:04:05Z'),
      Metadata: { Revision: '12', greeting: 'good  day' },
    })
    const read = await get('a/b.txt')

    expect(answer.ETag).toBe(`"${md5('hello')}"`)
    expect(answer.VersionId).toBeUndefined()
    expect(await read.Body?.transformToString()).toBe('hello')
    expect(read).toMatchObject({
      ETag: answer.ETag,
      AcceptRanges: 'bytes',
      ContentLength: 5,
      CacheControl: 'no-cache',
      ContentDisposition: 'attachment; filename="b.txt"',
      ContentEncoding: 'identity',
      ContentLanguage: 'de',
      ContentType: 'text/plain',
      ExpiresString: 'Wed, 02 Jan 2030 03:04:05 GMT',
      Metadata: { revision: '12', greeting: 'good  day' },
    })
  })

  test('may be empty', async () => {
    await put('empty', '', { ContentLength: 0 })

    expect(await text('empty')).toBe('')
    expect((await s3.send(new HeadObjectCommand({ Bucket, Key: 'empty' }))).ContentLength).toBe(0)
  })

  test('replaces what was there', async () => {
    await put('twice', 'one')
    await put('twice', 'two', { Metadata: { a: 'b' } })

    expect(await text('twice')).toBe('two')
  })

  test('may be streamed in signed or unsigned chunks', async () => {
    const content = bytes(3_000_000)
    const source = () => Readable.from([content.subarray(0, 1_000_000), content.subarray(1_000_000)])
    await put('streamed', source() as never, { ContentLength: content.length })

    const read = await get('streamed')
    expect(Buffer.compare(Buffer.from((await read.Body?.transformToByteArray()) ?? []), content)).toBe(0)
    expect(read.ContentEncoding).toBeUndefined()
  })

  test('is told of once it is stored', async () => {
    server.events.length = 0
    await put('told', 'abc')

    expect(server.events).toMatchObject([
      { event: 'ObjectCreated:Put', bucket: Bucket, key: 'told', size: 3, etag: md5('abc'), region: 'us-east-1' },
    ])
  })

  test.each(['..', '../../etc/passwd', 'a//b', '/leading', 'a/./b', 'ü ñ?&+%2F#', '\u{1F600}', 'x'.repeat(1024)])(
    'may have any key: %s',
    async (key) => {
      await put(key, key)

      expect(await text(key)).toBe(key)
    },
  )
})

describe('a put is refused, and leaves nothing,', () => {
  test.each([
    ['whose key is too long', { Key: 'x'.repeat(1025) }, { code: 'KeyTooLongError', status: 400 }],
    [
      'into a bucket that is not there',
      { Bucket: 'nowhere' },
      { code: 'NoSuchBucket', status: 404, BucketName: 'nowhere' },
    ],
    ['whose Content-MD5 is none', { ContentMD5: 'nonsense' }, { code: 'InvalidDigest' }],
    [
      'whose Content-MD5 is of something else',
      { ContentMD5: Buffer.from(md5('x'), 'hex').toString('base64') },
      { code: 'BadDigest' },
    ],
    ['whose checksum is of something else', { ChecksumCRC32: 'AAAAAA==' }, { code: 'BadDigest' }],
    ['whose checksum is none', { ChecksumSHA256: 'AAAA' }, { code: 'InvalidRequest' }],
    ['that would make an object public', { ACL: 'public-read' }, { code: 'AccessControlListNotSupported' }],
    [
      'that asks for encryption which is not done',
      { ServerSideEncryption: 'AES256' },
      { code: 'NotImplemented', status: 501 },
    ],
    ['into a class that cannot be read at once', { StorageClass: 'GLACIER' }, { code: 'InvalidStorageClass' }],
    ['with too much metadata', { Metadata: { a: 'x'.repeat(2048) } }, { code: 'MetadataTooLarge' }],
    ['with a tag twice', { Tagging: 'a=1&a=2' }, { code: 'InvalidTag' }],
  ])('%s', async (_name, input, expected) => {
    const before = await blobCount(server.blobs)
    const call = s3.send(new PutObjectCommand({ Bucket, Key: 'refused', Body: 'never stored', ...(input as object) }))

    expect(await failure(call)).toMatchObject(expected)
    expect(await failure(get('refused'))).toMatchObject({ code: 'NoSuchKey' })
    expect(await blobCount(server.blobs)).toBe(before)
  })
})

describe('checksums', () => {
  test.each([
    ['CRC32', 'NhCmhg=='],
    ['CRC32C', 'mnG7TA=='],
    ['SHA1', 'qvTGHdzF6KLavt4PO0gs2a6pQ00='],
    ['SHA256', 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ='],
  ] as const)('in %s are computed by the client, checked, kept and given back', async (ChecksumAlgorithm, value) => {
    const answer = await put(`sum-${ChecksumAlgorithm}`, 'hello', { ChecksumAlgorithm })
    const read = await get(`sum-${ChecksumAlgorithm}`, { ChecksumMode: 'ENABLED' })

    expect(answer).toMatchObject({ [`Checksum${ChecksumAlgorithm}`]: value, ChecksumType: 'FULL_OBJECT' })
    // The SDK compares what it reads with this one.
    expect(read).toMatchObject({ [`Checksum${ChecksumAlgorithm}`]: value })
    expect(await read.Body?.transformToString()).toBe('hello')
  })

  test('are made by the server where the client makes none', async () => {
    const silent = server.connect({ requestChecksumCalculation: 'WHEN_REQUIRED' })
    const answer = await silent.send(new PutObjectCommand({ Bucket, Key: 'no-sum', Body: '123456789' }))

    expect(answer.ChecksumCRC64NVME).toBe('rosUhgp5mIg=')
  })

  test('are not told with a part of the content, which they are not of', async () => {
    await put('sum-part', 'hello')

    expect((await get('sum-part', { ChecksumMode: 'ENABLED', Range: 'bytes=0-1' })).ChecksumCRC32).toBeUndefined()
  })
})

describe('ranges', () => {
  beforeAll(() => put('digits', '0123456789'))

  test.each([
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=-30', '0123456789', 'bytes 0-9/10'],
    ['bytes=8-100', '89', 'bytes 8-9/10'],
  ])('%s gives %s with 206', async (Range, content, ContentRange) => {
    const read = await get('digits', { Range })

    expect(await read.Body?.transformToString()).toBe(content)
    expect(read).toMatchObject({ ContentRange, ContentLength: content.length })
    expect(read.$metadata.httpStatusCode).toBe(206)
  })

  test.each(['bytes=5-2', 'bytes=0-1,3-4', 'lines=1-2'])('%s is taken for none', async (Range) => {
    expect((await get('digits', { Range })).$metadata.httpStatusCode).toBe(200)
  })

  test.each(['bytes=10-', 'bytes=10-20', 'bytes=-0'])('%s cannot be satisfied', async (Range) => {
    expect(await failure(get('digits', { Range }))).toMatchObject({
      code: 'InvalidRange',
      status: 416,
      ActualObjectSize: '10',
      RangeRequested: Range,
    })
  })
})

describe('conditions', () => {
  let ETag: string
  const past = new Date('2020-01-01T00:00:00Z')
  const future = new Date(Date.now() + 3_600_000)
  beforeAll(async () => {
    ETag = (await put('conditional', 'v1')).ETag ?? ''
  })

  test.each([
    ['IfMatch of another', { IfMatch: '"other"' }, 412],
    ['IfNoneMatch of *', { IfNoneMatch: '*' }, 304],
    ['IfModifiedSince later', { IfModifiedSince: future }, 304],
    ['IfUnmodifiedSince earlier', { IfUnmodifiedSince: past }, 412],
  ])('a read with %s ends in %i', async (_name, input, status) => {
    expect(await failure(get('conditional', input))).toMatchObject({ status })
    expect(await failure(s3.send(new HeadObjectCommand({ Bucket, Key: 'conditional', ...input })))).toMatchObject({
      status,
    })
  })

  test('a read with the ETag or * goes on, whatever the time beside it says', async () => {
    expect(await text('conditional', { IfMatch: ETag, IfUnmodifiedSince: past })).toBe('v1')
    expect(await text('conditional', { IfMatch: '*' })).toBe('v1')
    expect(await failure(get('conditional', { IfNoneMatch: ETag }))).toMatchObject({ status: 304 })
  })

  test('a put with If-None-Match: * creates and does not replace', async () => {
    await put('once', 'first', { IfNoneMatch: '*' })

    expect(await failure(put('once', 'second', { IfNoneMatch: '*' }))).toMatchObject({
      code: 'PreconditionFailed',
      status: 412,
    })
    expect(await text('once')).toBe('first')
  })

  test('of many puts with If-None-Match: * at once, one wins', async () => {
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, i) => failure(put('race', `${i}`, { IfNoneMatch: '*' }))),
    )

    expect(all.filter(({ code }) => code === 'succeeded')).toHaveLength(1)
    expect(all.filter(({ code }) => code === 'PreconditionFailed')).toHaveLength(7)
  })

  test('a put with If-Match replaces only what it names', async () => {
    const first = await put('matched', '1')

    await put('matched', '2', { IfMatch: first.ETag })
    expect(await failure(put('matched', '3', { IfMatch: first.ETag }))).toMatchObject({ code: 'PreconditionFailed' })
    expect(await failure(put('unmatched', '1', { IfMatch: first.ETag }))).toMatchObject({
      code: 'NoSuchKey',
      status: 404,
    })
  })
})

describe('deleting', () => {
  test('takes an object away, and what is not there is no error', async () => {
    await put('gone')
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'gone' }))
    const again = await s3.send(new DeleteObjectCommand({ Bucket, Key: 'gone' }))

    expect(again.$metadata.httpStatusCode).toBe(204)
    expect(await failure(get('gone'))).toMatchObject({ code: 'NoSuchKey', status: 404, Key: 'gone' })
    expect(await failure(s3.send(new HeadObjectCommand({ Bucket, Key: 'gone' })))).toMatchObject({ status: 404 })
  })

  test('of many names each, or only the failures when quiet', async () => {
    await put('many/1')
    await put('many/2')
    const Objects = [{ Key: 'many/1' }, { Key: 'many/2' }, { Key: 'x'.repeat(1025) }]

    const loud = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: Objects.slice(0, 2) } }))
    const quiet = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }))

    expect(loud.Deleted).toEqual([{ Key: 'many/1' }, { Key: 'many/2' }])
    expect(quiet.Deleted).toBeUndefined()
    expect(quiet.Errors).toMatchObject([{ Code: 'KeyTooLongError' }])
    expect(await failure(get('many/1'))).toMatchObject({ code: 'NoSuchKey' })
  })

  test('of none, or of more than a thousand, is malformed', async () => {
    const Objects = Array.from({ length: 1001 }, (_, i) => ({ Key: `${i}` }))

    for (const wanted of [[], Objects]) {
      const call = s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: wanted } }))
      expect(await failure(call)).toMatchObject({ code: 'MalformedXML', status: 400 })
    }
  })
})

describe('copies', () => {
  const copy = (CopySource: string, Key: string, more = {}) =>
    s3.send(new CopyObjectCommand({ Bucket, CopySource, Key, ...more }))
  beforeAll(() => put('source ü', 'copied', { ContentType: 'text/x', Metadata: { a: '1' }, Tagging: 't=1' }))

  test('share the content and keep what describes it', async () => {
    const before = await blobCount(server.blobs)
    const answer = await copy(`/${Bucket}/${encodeURIComponent('source ü')}`, 'copy')

    expect(answer.CopyObjectResult?.ETag).toBe(`"${md5('copied')}"`)
    expect(await text('copy')).toBe('copied')
    expect(await get('copy')).toMatchObject({ ContentType: 'text/x', Metadata: { a: '1' }, TagCount: 1 })
    expect(await blobCount(server.blobs)).toBe(before)
  })

  test('outlive their source', async () => {
    await put('short-lived', 'stays')
    await copy(`${Bucket}/short-lived`, 'long-lived')
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'short-lived' }))

    expect(await text('long-lived')).toBe('stays')
  })

  test('describe it anew when told to', async () => {
    await copy(`${Bucket}/${encodeURIComponent('source ü')}`, 'replaced', {
      MetadataDirective: 'REPLACE',
      Metadata: { b: '2' },
      TaggingDirective: 'REPLACE',
      Tagging: '',
    })

    const read = await get('replaced')
    expect(read.Metadata).toEqual({ b: '2' })
    expect(read.ContentType).toBe('binary/octet-stream')
    expect(read.TagCount).toBeUndefined()
  })

  test('compute another checksum when asked for one', async () => {
    const answer = await copy(`${Bucket}/${encodeURIComponent('source ü')}`, 'summed', { ChecksumAlgorithm: 'SHA256' })

    expect(answer.CopyObjectResult?.ChecksumSHA256).toBe(sha256('copied'))
  })

  test.each([
    ['onto itself', `${Bucket}/source%20%C3%BC`, 'source ü', {}, 'InvalidRequest'],
    ['of what is not there', `${Bucket}/absent`, 'x', {}, 'NoSuchKey'],
    ['from a bucket that is not there', 'nowhere/absent', 'x', {}, 'NoSuchBucket'],
    ['of nothing', Bucket, 'x', {}, 'InvalidArgument'],
    ['of something changed', `${Bucket}/source%20%C3%BC`, 'x', { CopySourceIfMatch: 'other' }, 'PreconditionFailed'],
    ['of something unchanged', `${Bucket}/source%20%C3%BC`, 'x', { CopySourceIfNoneMatch: '*' }, 'PreconditionFailed'],
    ['over what is there', `${Bucket}/source%20%C3%BC`, 'copy', { IfNoneMatch: '*' }, 'PreconditionFailed'],
  ])('%s are refused', async (_name, source, key, more, code) => {
    expect(await failure(copy(source, key, more))).toMatchObject({ code })
  })

  test('onto itself may change what describes it', async () => {
    await put('self', 'kept')
    await copy(`${Bucket}/self`, 'self', { MetadataDirective: 'REPLACE', ContentType: 'text/new' })

    expect(await text('self')).toBe('kept')
    expect((await get('self')).ContentType).toBe('text/new')
  })
})

test('tags of an object can be read, replaced and taken away', async () => {
  await put('tagged', 'x', { Tagging: 'stage=test&owner=ada%20l' })
  const tags = async () => (await s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'tagged' }))).TagSet

  expect(await tags()).toEqual([
    { Key: 'stage', Value: 'test' },
    { Key: 'owner', Value: 'ada l' },
  ])
  await s3.send(new PutObjectTaggingCommand({ Bucket, Key: 'tagged', Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } }))
  expect(await tags()).toEqual([{ Key: 'a', Value: 'b' }])
  await s3.send(new DeleteObjectTaggingCommand({ Bucket, Key: 'tagged' }))
  expect(await tags()).toEqual([])
})

test('headers of the answer can be chosen by who asks', async () => {
  await put('dressed', '<p>', { ContentType: 'text/plain', CacheControl: 'no-store' })
  const read = await get('dressed', {
    ResponseContentType: 'text/html',
    ResponseContentDisposition: 'inline',
    ResponseExpires: new Date('2031-01-01T00:00:00Z'),
  })

  expect(read).toMatchObject({
    ContentType: 'text/html',
    ContentDisposition: 'inline',
    CacheControl: 'no-store',
    ExpiresString: 'Wed, 01 Jan 2031 00:00:00 GMT',
  })
})

test('attributes of an object are those asked for', async () => {
  await put('attributed', 'hello', { ChecksumAlgorithm: 'SHA256' })
  const answer = await s3.send(
    new GetObjectAttributesCommand({ Bucket, Key: 'attributed', ObjectAttributes: ['ETag', 'Checksum', 'ObjectSize'] }),
  )

  expect(answer).toMatchObject({
    ETag: md5('hello'),
    ObjectSize: 5,
    Checksum: { ChecksumSHA256: 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=', ChecksumType: 'FULL_OBJECT' },
  })
  expect(answer.StorageClass).toBeUndefined()
})

test('an upload that breaks off stores nothing', async () => {
  const before = await blobCount(server.blobs)
  const gone = new AbortController()
  let pieces = 0
  const Body = new Readable({
    read() {
      if (pieces++ < 4) this.push(Buffer.alloc(65_536))
      else gone.abort()
    },
  })
  const put = new PutObjectCommand({ Bucket, Key: 'broken', Body, ContentLength: 1_000_000 })

  await expect(s3.send(put, { abortSignal: gone.signal })).rejects.toThrow('aborted')
  expect(await failure(get('broken'))).toMatchObject({ code: 'NoSuchKey' })
  expect(await blobCount(server.blobs)).toBe(before)
})
