import { Agent } from 'node:http'
import type { LookupFunction } from 'node:net'
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteBucketOwnershipControlsCommand,
  DeleteBucketPolicyCommand,
  DeleteBucketTaggingCommand,
  DeleteObjectCommand,
  GetBucketAclCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketLoggingCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketReplicationCommand,
  GetBucketRequestPaymentCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetBucketWebsiteCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { failure, type S3Server, s3Server } from './testing.ts'

let server: S3Server
let s3: S3Client
let europe: S3Client

beforeAll(async () => {
  server = await s3Server()
  s3 = server.s3
  europe = server.connect({ region: 'eu-west-1' })
})
afterAll(() => server[Symbol.asyncDispose]())

const create = (Bucket: string, client = s3) => client.send(new CreateBucketCommand({ Bucket }))

test('a bucket is made, found, listed and deleted', async () => {
  const made = await create('lifecycle')
  const head = await s3.send(new HeadBucketCommand({ Bucket: 'lifecycle' }))
  const { Buckets, Owner } = await s3.send(new ListBucketsCommand({}))
  await s3.send(new DeleteBucketCommand({ Bucket: 'lifecycle' }))

  expect(made.Location).toBe('/lifecycle')
  expect(head.BucketRegion).toBe('us-east-1')
  expect(Buckets).toContainEqual({ Name: 'lifecycle', CreationDate: expect.any(Date) })
  expect(Owner?.ID).toMatch(/^[0-9a-f]{64}$/)
  expect(await failure(s3.send(new HeadBucketCommand({ Bucket: 'lifecycle' })))).toMatchObject({ status: 404 })
})

test('buckets are listed in pages, by prefix and by region', async () => {
  for (const name of ['list-a', 'list-b', 'list-c']) await create(name)
  await create('list-europe', europe)
  const names = async (input: ConstructorParameters<typeof ListBucketsCommand>[0]) => {
    const answer = await s3.send(new ListBucketsCommand({ Prefix: 'list-', ...input }))
    return { names: answer.Buckets?.map(({ Name }) => Name), token: answer.ContinuationToken }
  }

  const first = await names({ MaxBuckets: 2 })
  expect(first.names).toEqual(['list-a', 'list-b'])
  expect(await names({ MaxBuckets: 2, ContinuationToken: first.token })).toEqual({ names: ['list-c', 'list-europe'] })
  expect((await names({ BucketRegion: 'eu-west-1' })).names).toEqual(['list-europe'])
  expect(await failure(names({ ContinuationToken: 'made-up' }))).toMatchObject({ code: 'InvalidArgument' })
})

test.each([
  'ab',
  'Upper',
  'under_score',
  '-dash',
  'dot..dot',
  '192.168.0.1',
  'xn--bucket',
  'a'.repeat(64),
  'x-s3alias',
])('%s is no name for a bucket', async (name) => {
  expect(await failure(create(name))).toMatchObject({ code: 'InvalidBucketName', status: 400, BucketName: name })
})

test('a bucket may be made again where it is, in the first region only', async () => {
  await create('again')
  await create('again-europe', europe)

  expect(await failure(create('again'))).toMatchObject({ code: 'succeeded' })
  expect(await failure(create('again-europe', europe))).toMatchObject({ code: 'BucketAlreadyOwnedByYou', status: 409 })
  expect(await failure(create('again', europe))).toMatchObject({ code: 'BucketAlreadyOwnedByYou', status: 409 })
})

test('a bucket belongs to a region', async () => {
  await create('in-europe', europe)
  await create('in-virginia')
  const location = async (Bucket: string) =>
    (await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint

  expect(await location('in-europe')).toBe('eu-west-1')
  expect(await location('in-virginia')).toBeFalsy()
})

test('a region makes buckets for itself alone', async () => {
  const elsewhere = new CreateBucketCommand({
    Bucket: 'elsewhere',
    CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' },
  })

  expect(await failure(europe.send(elsewhere))).toMatchObject({ code: 'IllegalLocationConstraintException' })
})

test('a bucket that holds anything is not deleted', async () => {
  const Bucket = 'holding'
  await create(Bucket)
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }))
  const put = await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }))
  const remove = () => failure(s3.send(new DeleteBucketCommand({ Bucket })))

  expect(await remove()).toMatchObject({ code: 'BucketNotEmpty', status: 409, BucketName: Bucket })
  const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }))
  expect(await remove()).toMatchObject({
    code: 'BucketNotEmpty',
    message: 'The bucket you tried to delete is not empty. You must delete all versions in the bucket.',
  })
  for (const VersionId of [put.VersionId, marker.VersionId]) {
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k', VersionId }))
  }
  expect(await remove()).toMatchObject({ code: 'succeeded' })
})

test('uploads that were never completed go with their bucket', async () => {
  await create('unfinished')
  await s3.send(new CreateMultipartUploadCommand({ Bucket: 'unfinished', Key: 'k' }))

  expect(await failure(s3.send(new DeleteBucketCommand({ Bucket: 'unfinished' })))).toMatchObject({ code: 'succeeded' })
})

test('versioning is off until it is set', async () => {
  const Bucket = 'versioning'
  await create(Bucket)
  const status = async () => (await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status

  expect(await status()).toBeUndefined()
  for (const Status of ['Enabled', 'Suspended'] as const) {
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }))
    expect(await status()).toBe(Status)
  }
})

test('a policy is kept as it was written', async () => {
  const Bucket = 'policy'
  await create(Bucket)
  const get = () => s3.send(new GetBucketPolicyCommand({ Bucket }))
  const Policy = '{ "Version": "2012-10-17",  "Statement": [] }'

  expect(await failure(get())).toMatchObject({ code: 'NoSuchBucketPolicy', status: 404, BucketName: Bucket })
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }))
  expect((await get()).Policy).toBe(Policy)
  expect(await failure(s3.send(new PutBucketPolicyCommand({ Bucket, Policy: '{' })))).toMatchObject({
    code: 'MalformedPolicy',
    message: 'Policies must be valid JSON',
  })
  const foreign = JSON.stringify({ Statement: [{ Effect: 'Allow', Resource: 'arn:aws:s3:::another/*' }] })
  expect(await failure(s3.send(new PutBucketPolicyCommand({ Bucket, Policy: foreign })))).toMatchObject({
    code: 'MalformedPolicy',
    message: 'Policy has invalid resource',
  })
  await s3.send(new DeleteBucketPolicyCommand({ Bucket }))
  expect(await failure(get())).toMatchObject({ code: 'NoSuchBucketPolicy' })
})

test('tags of a bucket can be set and taken away', async () => {
  const Bucket = 'tags'
  await create(Bucket)
  const get = () => s3.send(new GetBucketTaggingCommand({ Bucket }))
  const TagSet = [{ Key: 'team', Value: 'web' }]

  expect(await failure(get())).toMatchObject({ code: 'NoSuchTagSet', status: 404 })
  await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }))
  expect((await get()).TagSet).toEqual(TagSet)
  await s3.send(new DeleteBucketTaggingCommand({ Bucket }))
  expect(await failure(get())).toMatchObject({ code: 'NoSuchTagSet' })
})

test('ownership controls are those of a new bucket until they are set', async () => {
  const Bucket = 'ownership'
  await create(Bucket)
  const rules = async () => (await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }))).OwnershipControls?.Rules

  expect(await rules()).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }])
  const OwnershipControls = { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' as const }] }
  await s3.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls }))
  expect(await rules()).toEqual(OwnershipControls.Rules)
  await s3.send(new DeleteBucketOwnershipControlsCommand({ Bucket }))
  expect(await failure(rules())).toMatchObject({ code: 'OwnershipControlsNotFoundError' })
})

test('what cannot be configured answers as if it never was', async () => {
  const Bucket = 'unconfigured'
  await create(Bucket)
  const codes = await Promise.all(
    [
      s3.send(new GetPublicAccessBlockCommand({ Bucket })),
      s3.send(new GetBucketEncryptionCommand({ Bucket })),
      s3.send(new GetBucketCorsCommand({ Bucket })),
      s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket })),
      s3.send(new GetBucketWebsiteCommand({ Bucket })),
      s3.send(new GetBucketReplicationCommand({ Bucket })),
      s3.send(new GetObjectLockConfigurationCommand({ Bucket })),
      s3.send(new GetBucketNotificationConfigurationCommand({ Bucket })),
      s3.send(new GetBucketLoggingCommand({ Bucket })),
    ].map(async (call) => (await failure(call)).code),
  )

  expect(codes).toEqual([
    'NoSuchPublicAccessBlockConfiguration',
    'ServerSideEncryptionConfigurationNotFoundError',
    'NoSuchCORSConfiguration',
    'NoSuchLifecycleConfiguration',
    'NoSuchWebsiteConfiguration',
    'ReplicationConfigurationNotFoundError',
    'ObjectLockConfigurationNotFoundError',
    'succeeded',
    'succeeded',
  ])
  expect((await s3.send(new GetBucketRequestPaymentCommand({ Bucket }))).Payer).toBe('BucketOwner')
  expect((await s3.send(new GetBucketAclCommand({ Bucket }))).Grants).toMatchObject([{ Permission: 'FULL_CONTROL' }])
})

test('a request that expects another owner is refused', async () => {
  await create('owned')
  const head = (ExpectedBucketOwner: string) =>
    failure(s3.send(new HeadBucketCommand({ Bucket: 'owned', ExpectedBucketOwner })))

  expect(await head('123456789012')).toMatchObject({ code: 'succeeded' })
  expect(await head('210987654321')).toMatchObject({ status: 403 })
})

test('a bucket is found in the host name too', async () => {
  // Names below localhost resolve by themselves in browsers and curl, not in every resolver.
  const lookup: LookupFunction = (_host, _options, found) => found(null, [{ address: '127.0.0.1', family: 4 }])
  const httpAgent = new Agent({ lookup, keepAlive: false })
  const endpoint = `http://localhost:${server.wire.port}`
  const virtual = server.connect({ endpoint, forcePathStyle: false, requestHandler: { httpAgent } })
  await create('virtual')
  await virtual.send(new PutObjectCommand({ Bucket: 'virtual', Key: 'a/b', Body: 'x' }))
  const { Contents } = await virtual.send(new ListObjectsV2Command({ Bucket: 'virtual' }))

  expect(Contents).toMatchObject([{ Key: 'a/b' }])
})
