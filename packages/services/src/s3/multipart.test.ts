import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  GetObjectAttributesCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
  type UploadPartCommandInput,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { blobCount, bytes, failure, md5, type S3Server, s3Server, sha256 } from './testing.ts'

let server: S3Server
let s3: S3Client
const Bucket = 'multipart'
const MIB = 1024 * 1024
const FIRST = bytes(5 * MIB, 1)
const SECOND = bytes(5 * MIB, 2)
const LAST = bytes(1000, 3)

beforeAll(async () => {
  server = await s3Server()
  s3 = server.s3
  await s3.send(new CreateBucketCommand({ Bucket }))
})
afterAll(() => server[Symbol.asyncDispose]())

async function begin(Key: string, more: Partial<CreateMultipartUploadCommandInput> = {}): Promise<string> {
  return (await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }))).UploadId ?? ''
}
const part = (
  Key: string,
  UploadId: string,
  PartNumber: number,
  Body: Uint8Array,
  more: Partial<UploadPartCommandInput> = {},
) => s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body, ...more }))
const complete = (Key: string, UploadId: string, Parts: CompletedPart[], more = {}) =>
  s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...more }))
async function content(Key: string, more = {}): Promise<Buffer> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, ...more }))
  return Buffer.from((await Body?.transformToByteArray()) ?? [])
}

test('parts in any order become one object, and no byte is written again', async () => {
  const UploadId = await begin('whole', { ContentType: 'application/zip', Metadata: { a: 'b' } })
  const two = await part('whole', UploadId, 2, LAST)
  const one = await part('whole', UploadId, 1, FIRST)
  const before = await blobCount(server.blobs)
  const done = await complete('whole', UploadId, [
    { PartNumber: 1, ETag: one.ETag },
    { PartNumber: 2, ETag: two.ETag },
  ])

  const digests = Buffer.from(md5(FIRST) + md5(LAST), 'hex')
  expect(done.ETag).toBe(`"${md5(digests)}-2"`)
  expect(await blobCount(server.blobs)).toBe(before)
  expect(Buffer.compare(await content('whole'), Buffer.concat([FIRST, LAST]))).toBe(0)
  expect(
    Buffer.compare(
      await content('whole', { Range: `bytes=${5 * MIB - 3}-${5 * MIB + 2}` }),
      Buffer.concat([FIRST.subarray(-3), LAST.subarray(0, 3)]),
    ),
  ).toBe(0)
  expect(await s3.send(new GetObjectCommand({ Bucket, Key: 'whole', PartNumber: 2 }))).toMatchObject({
    ContentLength: LAST.length,
    ContentRange: `bytes ${5 * MIB}-${5 * MIB + 999}/${5 * MIB + 1000}`,
    PartsCount: 2,
    ContentType: 'application/zip',
    Metadata: { a: 'b' },
  })
  expect(server.events.at(-1)).toMatchObject({ event: 'ObjectCreated:CompleteMultipartUpload', key: 'whole' })
})

test('a part may be sent again, and parts may be left out', async () => {
  const UploadId = await begin('again')
  await part('again', UploadId, 1, bytes(10, 9))
  await part('again', UploadId, 5, bytes(10, 8))
  const again = await part('again', UploadId, 1, LAST)
  await complete('again', UploadId, [{ PartNumber: 1, ETag: again.ETag }])

  expect(Buffer.compare(await content('again'), LAST)).toBe(0)
})

describe('checksums', () => {
  test('COMPOSITE is that of the parts', async () => {
    const UploadId = await begin('composite', { ChecksumAlgorithm: 'SHA256' })
    const parts = [FIRST, LAST]
    const sent = []
    for (const [index, body] of parts.entries()) {
      const answer = await part('composite', UploadId, index + 1, body, { ChecksumAlgorithm: 'SHA256' })
      expect(answer.ChecksumSHA256).toBe(sha256(body))
      sent.push({ PartNumber: index + 1, ETag: answer.ETag, ChecksumSHA256: answer.ChecksumSHA256 })
    }
    const done = await complete('composite', UploadId, sent)

    const whole = sha256(Buffer.concat(parts.map((body) => Buffer.from(sha256(body), 'base64'))))
    expect(done).toMatchObject({ ChecksumSHA256: `${whole}-2`, ChecksumType: 'COMPOSITE' })
    const attributes = await s3.send(
      new GetObjectAttributesCommand({ Bucket, Key: 'composite', ObjectAttributes: ['Checksum', 'ObjectParts'] }),
    )
    expect(attributes).toMatchObject({
      Checksum: { ChecksumSHA256: whole, ChecksumType: 'COMPOSITE' },
      ObjectParts: {
        TotalPartsCount: 2,
        Parts: [{ PartNumber: 1, Size: 5 * MIB, ChecksumSHA256: sha256(FIRST) }, { PartNumber: 2 }],
      },
    })
  })

  test.each(['CRC32', 'CRC32C', 'CRC64NVME'] as const)(
    'FULL_OBJECT in %s is that of one put',
    async (ChecksumAlgorithm) => {
      const member = `Checksum${ChecksumAlgorithm}` as const
      const key = `full-${ChecksumAlgorithm}`
      const UploadId = await begin(key, { ChecksumAlgorithm, ChecksumType: 'FULL_OBJECT' })
      const sent = []
      for (const [index, body] of [FIRST, SECOND, LAST].entries()) {
        const { ETag } = await part(key, UploadId, index + 1, body, { ChecksumAlgorithm })
        sent.push({ PartNumber: index + 1, ETag })
      }
      const Body = Buffer.concat([FIRST, SECOND, LAST])
      const once = await s3.send(new PutObjectCommand({ Bucket, Key: `${key}-once`, Body, ChecksumAlgorithm }))

      const wrong = complete(key, UploadId, sent, {
        [member]: once[member]?.replace(/^./, (c) => (c === 'A' ? 'B' : 'A')),
        ChecksumType: 'FULL_OBJECT',
      })
      expect(await failure(wrong)).toMatchObject({ code: 'BadDigest' })
      const done = await complete(key, UploadId, sent, { [member]: once[member], ChecksumType: 'FULL_OBJECT' })
      expect(done).toMatchObject({ [member]: once[member], ChecksumType: 'FULL_OBJECT' })
    },
  )

  test('of a part must fit the upload', async () => {
    const UploadId = await begin('mismatch', { ChecksumAlgorithm: 'SHA1' })

    expect(await failure(part('mismatch', UploadId, 1, LAST, { ChecksumAlgorithm: 'SHA256' }))).toMatchObject({
      code: 'InvalidRequest',
    })
  })

  test('cannot be of the whole for hashes, nor of the parts for CRC-64', async () => {
    expect(await failure(begin('x', { ChecksumAlgorithm: 'SHA256', ChecksumType: 'FULL_OBJECT' }))).toMatchObject({
      code: 'InvalidRequest',
    })
    expect(await failure(begin('x', { ChecksumAlgorithm: 'CRC64NVME', ChecksumType: 'COMPOSITE' }))).toMatchObject({
      code: 'InvalidRequest',
    })
  })
})

describe('an upload cannot be completed', () => {
  let UploadId: string
  let small: string | undefined
  beforeAll(async () => {
    UploadId = await begin('refused')
    small = (await part('refused', UploadId, 1, LAST)).ETag
    await part('refused', UploadId, 2, LAST)
  })

  test.each([
    [
      'with a part too small',
      () => [
        { PartNumber: 1, ETag: small },
        { PartNumber: 2, ETag: small },
      ],
      'EntityTooSmall',
    ],
    ['with a part that was never sent', () => [{ PartNumber: 3, ETag: small }], 'InvalidPart'],
    ['with an ETag of another part', () => [{ PartNumber: 1, ETag: '"other"' }], 'InvalidPart'],
    [
      'out of order',
      () => [
        { PartNumber: 2, ETag: small },
        { PartNumber: 1, ETag: small },
      ],
      'InvalidPartOrder',
    ],
    [
      'with a part twice',
      () => [
        { PartNumber: 1, ETag: small },
        { PartNumber: 1, ETag: small },
      ],
      'InvalidPartOrder',
    ],
    ['of nothing', () => [], 'MalformedXML'],
  ])('%s', async (_name, parts, code) => {
    expect(await failure(complete('refused', UploadId, parts()))).toMatchObject({ code, status: 400 })
  })

  test('over what is there when told not to, and stays as it was', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'refused', Body: 'there' }))
    const parts = [{ PartNumber: 1, ETag: small }]

    expect(await failure(complete('refused', UploadId, parts, { IfNoneMatch: '*' }))).toMatchObject({
      code: 'PreconditionFailed',
    })
    expect((await complete('refused', UploadId, parts)).ETag).toMatch(/-1"$/)
  })

  test('twice, nor under another key', async () => {
    const other = await begin('one-key')
    const gone = { code: 'NoSuchUpload', status: 404 }

    expect(await failure(complete('refused', UploadId, [{ PartNumber: 1, ETag: small }]))).toMatchObject(gone)
    expect(await failure(part('other-key', other, 1, LAST))).toMatchObject({ ...gone, UploadId: other })
  })
})

test.each([0, 10_001])('%i is no number of a part', async (number) => {
  const UploadId = await begin('number')

  expect(await failure(part('number', UploadId, number, LAST))).toMatchObject({ code: 'InvalidArgument' })
})

test('an aborted upload is gone, with what it held', async () => {
  const UploadId = await begin('aborted')
  await part('aborted', UploadId, 1, bytes(100, 77))
  await s3.send(new AbortMultipartUploadCommand({ Bucket, Key: 'aborted', UploadId }))

  expect(await failure(part('aborted', UploadId, 2, LAST))).toMatchObject({ code: 'NoSuchUpload' })
  expect(await failure(s3.send(new AbortMultipartUploadCommand({ Bucket, Key: 'aborted', UploadId })))).toMatchObject({
    code: 'NoSuchUpload',
  })
})

test('parts are listed in pages', async () => {
  const UploadId = await begin('parts')
  for (const number of [1, 2, 3]) await part('parts', UploadId, number, bytes(number, number))
  const list = (more = {}) => s3.send(new ListPartsCommand({ Bucket, Key: 'parts', UploadId, MaxParts: 2, ...more }))
  const first = await list()
  const second = await list({ PartNumberMarker: first.NextPartNumberMarker })

  expect(first).toMatchObject({
    IsTruncated: true,
    NextPartNumberMarker: '2',
    Parts: [
      { PartNumber: 1, Size: 1 },
      { PartNumber: 2, Size: 2 },
    ],
  })
  expect(second).toMatchObject({ IsTruncated: false, Parts: [{ PartNumber: 3, Size: 3 }] })
})

test('uploads in progress are listed in pages and groups', async () => {
  const keys = ['list/a', 'list/a', 'list/b/1', 'list/b/2', 'list/c']
  for (const key of keys) await begin(key)
  const seen: (string | undefined)[] = []
  let markers = {}
  for (let page = 0; page < 10; page++) {
    const answer = await s3.send(
      new ListMultipartUploadsCommand({ Bucket, Prefix: 'list/', Delimiter: '/', MaxUploads: 1, ...markers }),
    )
    seen.push(
      ...(answer.Uploads ?? []).map(({ Key }) => Key),
      ...(answer.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
    )
    if (!answer.IsTruncated) break
    markers = { KeyMarker: answer.NextKeyMarker, UploadIdMarker: answer.NextUploadIdMarker }
  }

  expect(seen).toEqual(['list/a', 'list/a', 'list/b/', 'list/c'])
})

test('parts are copied from objects, whole or in pieces, without writing a byte', async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: 'copy-source', Body: FIRST }))
  const before = await blobCount(server.blobs)
  const UploadId = await begin('copied')
  const copy = (PartNumber: number, CopySourceRange?: string) =>
    s3.send(
      new UploadPartCopyCommand({
        Bucket,
        Key: 'copied',
        UploadId,
        PartNumber,
        CopySource: `${Bucket}/copy-source`,
        CopySourceRange,
      }),
    )
  const one = await copy(1)
  const two = await copy(2, 'bytes=10-19')

  expect(one.CopyPartResult?.ETag).toBe(`"${md5(FIRST)}"`)
  expect(await failure(copy(3, 'bytes=10-'))).toMatchObject({ code: 'InvalidArgument' })
  expect(await failure(copy(3, `bytes=0-${FIRST.length}`))).toMatchObject({ code: 'InvalidRange' })
  await complete('copied', UploadId, [
    { PartNumber: 1, ETag: one.CopyPartResult?.ETag },
    { PartNumber: 2, ETag: two.CopyPartResult?.ETag },
  ])
  expect(Buffer.compare(await content('copied'), Buffer.concat([FIRST, FIRST.subarray(10, 20)]))).toBe(0)
  expect(await blobCount(server.blobs)).toBe(before)
})
