import {
  AbortMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import type { Access, AccessDecision } from '@towpath/wire'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { failure, type S3Server, s3Server } from './testing.ts'

let server: S3Server
let s3: S3Client
let asked: Access[] = []
/** Actions on resources that nobody may, as `ACTION RESOURCE`; the resource may be left out. */
let denied: string[] = []
const Bucket = 'guarded'
const POLICY = JSON.stringify({ Version: '2012-10-17', Statement: [] })

function decide(_principal: unknown, access: Access): AccessDecision {
  asked.push(access)
  const refused = denied.includes(access.action) || denied.includes(`${access.action} ${access.resource}`)
  return refused ? { allowed: false, reason: 'implicit-deny' } : { allowed: true, reason: 'allowed' }
}

beforeAll(async () => {
  server = await s3Server({ decide })
  s3 = server.s3
  await s3.send(new CreateBucketCommand({ Bucket }))
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: POLICY }))
  await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x', Tagging: 'stage=prod' }))
  await s3.send(new PutObjectCommand({ Bucket, Key: 'other', Body: 'x' }))
})
afterAll(() => server[Symbol.asyncDispose]())
beforeEach(() => {
  asked = []
  denied = []
})

const onBucket = 'arn:aws:s3:::guarded'
const onKey = 'arn:aws:s3:::guarded/k'

describe('each operation asks for its own action', () => {
  test.each([
    ['ListBuckets', () => s3.send(new ListBucketsCommand({})), [['s3:ListAllMyBuckets', '*']]],
    ['HeadBucket', () => s3.send(new HeadBucketCommand({ Bucket })), [['s3:ListBucket', onBucket]]],
    [
      'GetBucketLocation',
      () => s3.send(new GetBucketLocationCommand({ Bucket })),
      [['s3:GetBucketLocation', onBucket]],
    ],
    ['ListObjects', () => s3.send(new ListObjectsCommand({ Bucket })), [['s3:ListBucket', onBucket]]],
    ['ListObjectsV2', () => s3.send(new ListObjectsV2Command({ Bucket })), [['s3:ListBucket', onBucket]]],
    [
      'ListObjectVersions',
      () => s3.send(new ListObjectVersionsCommand({ Bucket })),
      [['s3:ListBucketVersions', onBucket]],
    ],
    [
      'ListMultipartUploads',
      () => s3.send(new ListMultipartUploadsCommand({ Bucket })),
      [['s3:ListBucketMultipartUploads', onBucket]],
    ],
    ['GetObject', () => s3.send(new GetObjectCommand({ Bucket, Key: 'k' })), [['s3:GetObject', onKey]]],
    [
      'GetObject of a version',
      () => s3.send(new GetObjectCommand({ Bucket, Key: 'k', VersionId: 'null' })),
      [['s3:GetObjectVersion', onKey]],
    ],
    ['HeadObject', () => s3.send(new HeadObjectCommand({ Bucket, Key: 'k' })), [['s3:GetObject', onKey]]],
    [
      'GetObjectTagging',
      () => s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'k' })),
      [['s3:GetObjectTagging', onKey]],
    ],
    [
      'GetObjectAttributes',
      () => s3.send(new GetObjectAttributesCommand({ Bucket, Key: 'k', ObjectAttributes: ['ETag'] })),
      [
        ['s3:GetObject', onKey],
        ['s3:GetObjectAttributes', onKey],
      ],
    ],
    [
      'PutObject',
      () => s3.send(new PutObjectCommand({ Bucket, Key: 'p', Body: 'x' })),
      [['s3:PutObject', `${onBucket}/p`]],
    ],
    [
      'PutObject with tags',
      () => s3.send(new PutObjectCommand({ Bucket, Key: 'p', Body: 'x', Tagging: 'a=b' })),
      [
        ['s3:PutObject', `${onBucket}/p`],
        ['s3:PutObjectTagging', `${onBucket}/p`],
      ],
    ],
    [
      'CopyObject',
      () => s3.send(new CopyObjectCommand({ Bucket, Key: 'c', CopySource: `${Bucket}/k` })),
      [
        ['s3:GetObject', onKey],
        ['s3:PutObject', `${onBucket}/c`],
      ],
    ],
    [
      'DeleteObject',
      () => s3.send(new DeleteObjectCommand({ Bucket, Key: 'c' })),
      [['s3:DeleteObject', `${onBucket}/c`]],
    ],
    [
      'DeleteObject of a version',
      () => s3.send(new DeleteObjectCommand({ Bucket, Key: 'c', VersionId: 'null' })),
      [['s3:DeleteObjectVersion', `${onBucket}/c`]],
    ],
    [
      'DeleteObjects',
      () =>
        s3.send(
          new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'x' }, { Key: 'y', VersionId: 'null' }] } }),
        ),
      [
        ['s3:DeleteObject', `${onBucket}/x`],
        ['s3:DeleteObjectVersion', `${onBucket}/y`],
      ],
    ],
    [
      'CreateMultipartUpload',
      () => s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'm' })),
      [['s3:PutObject', `${onBucket}/m`]],
    ],
  ] as [string, () => Promise<unknown>, [string, string][]][])('%s', async (_name, call, expected) => {
    await call()

    expect(asked.map(({ action, resource }) => [action, resource])).toEqual(expected)
  })

  test('ListParts and AbortMultipartUpload', async () => {
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'm' }))
    asked = []
    await s3.send(new ListPartsCommand({ Bucket, Key: 'm', UploadId }))
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key: 'm', UploadId }))

    expect(asked.map(({ action }) => action)).toEqual(['s3:ListMultipartUploadParts', 's3:AbortMultipartUpload'])
  })
})

test("the bucket's policy goes along, except where its owner's root user must be able to mend it", async () => {
  await s3.send(new GetObjectCommand({ Bucket, Key: 'k' }))
  await s3.send(new ListObjectsV2Command({ Bucket }))
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: POLICY }))

  expect(asked.map(({ resourcePolicy }) => resourcePolicy)).toEqual([POLICY, POLICY, undefined])
})

test('conditions tell what is listed, which version is meant, and which tags there are', async () => {
  await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'home/', Delimiter: '/', MaxKeys: 5 }))
  await s3.send(new GetObjectCommand({ Bucket, Key: 'k', VersionId: 'null' }))
  const Tagging = { TagSet: [{ Key: 'stage', Value: 'test' }] }
  await s3.send(new PutObjectTaggingCommand({ Bucket, Key: 'k', Tagging }))

  expect(asked.map(({ conditions }) => conditions)).toMatchObject([
    { 's3:prefix': 'home/', 's3:delimiter': '/', 's3:max-keys': '5' },
    { 's3:VersionId': 'null', 's3:ExistingObjectTag/stage': 'prod' },
    { 's3:RequestObjectTag/stage': 'test', 's3:RequestObjectTagKeys': ['stage'], 's3:ExistingObjectTag/stage': 'prod' },
  ])
})

test('who may not list a bucket does not learn what it lacks', async () => {
  const get = () => failure(s3.send(new GetObjectCommand({ Bucket, Key: 'absent' })))

  expect(await get()).toMatchObject({ code: 'NoSuchKey', status: 404 })
  denied = ['s3:ListBucket']
  expect(await get()).toMatchObject({ code: 'AccessDenied', status: 403 })
  expect(await failure(s3.send(new HeadObjectCommand({ Bucket, Key: 'absent' })))).toMatchObject({ status: 403 })
  expect(await failure(s3.send(new GetObjectCommand({ Bucket, Key: 'k' })))).toMatchObject({ code: 'succeeded' })
})

test('of a deletion of many, those are refused that may not be', async () => {
  denied = [`s3:DeleteObject ${onBucket}/other`]
  const Objects = [{ Key: 'other' }, { Key: 'p' }]
  const answer = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))

  expect(answer.Deleted).toEqual([{ Key: 'p' }])
  expect(answer.Errors).toMatchObject([{ Key: 'other', Code: 'AccessDenied' }])
  expect(await failure(s3.send(new GetObjectCommand({ Bucket, Key: 'other' })))).toMatchObject({ code: 'succeeded' })
})

test('nothing of a refused upload is read or kept', async () => {
  denied = ['s3:PutObject']

  expect(await failure(s3.send(new PutObjectCommand({ Bucket, Key: 'no', Body: 'x' })))).toMatchObject({
    code: 'AccessDenied',
  })
  denied = []
  expect(await failure(s3.send(new GetObjectCommand({ Bucket, Key: 'no' })))).toMatchObject({ code: 'NoSuchKey' })
})

test('a bucket that is not there is told of whatever the caller may', async () => {
  denied = ['s3:DeleteBucket', 's3:DeleteBucketPolicy']

  for (const call of [DeleteBucketCommand, DeleteBucketPolicyCommand]) {
    expect(await failure(s3.send(new call({ Bucket: 'nowhere' }) as DeleteBucketCommand))).toMatchObject({
      code: 'NoSuchBucket',
    })
  }
})

test('an unsigned request is anonymous: policies decide, and it cannot dress up the answer', async () => {
  const address = `${server.wire.endpoint}/${Bucket}/k`
  const plain = await fetch(address)
  const dressed = await fetch(`${address}?response-content-type=text/html`)

  expect([plain.status, await plain.text()]).toEqual([200, 'x'])
  expect(dressed.status).toBe(400)
  expect(await dressed.text()).toContain('<Code>InvalidRequest</Code>')
  expect(server.wire.audit.at(-1)).toMatchObject({ principalArn: '', operation: 'GetObject' })
})
