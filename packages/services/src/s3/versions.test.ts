import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { failure, type S3Server, s3Server } from './testing.ts'

let server: S3Server
let s3: S3Client
let Bucket: string
let count = 0

beforeAll(async () => {
  server = await s3Server()
  s3 = server.s3
})
afterAll(() => server[Symbol.asyncDispose]())
beforeEach(async () => {
  Bucket = `versions-${count++}`
  await s3.send(new CreateBucketCommand({ Bucket }))
})

const versioning = (Status: 'Enabled' | 'Suspended') =>
  s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }))
const put = async (Key: string, Body: string) => (await s3.send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId
const remove = (Key: string, VersionId?: string) => s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }))
const get = (Key: string, VersionId?: string) => s3.send(new GetObjectCommand({ Bucket, Key, VersionId }))
const text = async (Key: string, VersionId?: string) => (await get(Key, VersionId)).Body?.transformToString()
const versions = (more = {}) => s3.send(new ListObjectVersionsCommand({ Bucket, ...more }))

test('each put makes a version, and each can be read', async () => {
  await versioning('Enabled')
  const one = await put('k', 'one')
  const two = await put('k', 'two')

  expect(await text('k')).toBe('two')
  expect(await text('k', one)).toBe('one')
  expect((await get('k', one)).VersionId).toBe(one)
  expect((await versions()).Versions).toMatchObject([
    { Key: 'k', VersionId: two, IsLatest: true },
    { Key: 'k', VersionId: one, IsLatest: false },
  ])
})

test('deleting hides an object behind a marker, and deleting the marker brings it back', async () => {
  await versioning('Enabled')
  const version = await put('k', 'kept')
  const marker = await remove('k')

  expect(marker.DeleteMarker).toBe(true)
  expect(await failure(get('k'))).toMatchObject({ code: 'NoSuchKey', status: 404 })
  expect(await failure(get('k', marker.VersionId))).toMatchObject({ code: 'MethodNotAllowed', status: 405 })
  expect(await failure(s3.send(new HeadObjectCommand({ Bucket, Key: 'k' })))).toMatchObject({ status: 404 })
  expect(await text('k', version)).toBe('kept')
  expect((await s3.send(new ListObjectsV2Command({ Bucket }))).Contents).toBeUndefined()
  expect((await versions()).DeleteMarkers).toMatchObject([{ Key: 'k', VersionId: marker.VersionId, IsLatest: true }])

  expect(await remove('k', marker.VersionId)).toMatchObject({ DeleteMarker: true, VersionId: marker.VersionId })
  expect(await text('k')).toBe('kept')
})

test('a deleted version is gone for good, and the one before it is the newest', async () => {
  await versioning('Enabled')
  const one = await put('k', 'one')
  const two = await put('k', 'two')
  await remove('k', two)

  expect(await text('k')).toBe('one')
  expect(await failure(get('k', two))).toMatchObject({ code: 'NoSuchVersion', status: 404, VersionId: two })
  expect((await versions()).Versions).toMatchObject([{ VersionId: one, IsLatest: true }])
})

test('what was stored before versioning is the null version', async () => {
  expect(await put('k', 'before')).toBeUndefined()
  await versioning('Enabled')
  await put('k', 'after')

  expect(await text('k', 'null')).toBe('before')
  expect((await get('k', 'null')).VersionId).toBe('null')
})

test('while versioning is suspended the null version is replaced and others stay', async () => {
  await versioning('Enabled')
  const kept = await put('k', 'kept')
  await versioning('Suspended')
  await put('k', 'n1')
  await put('k', 'n2')

  expect((await versions()).Versions?.map(({ VersionId }) => VersionId)).toEqual(['null', kept])
  expect(await text('k')).toBe('n2')
  const marker = await remove('k')
  expect(marker).toMatchObject({ DeleteMarker: true, VersionId: 'null' })
  expect(await text('k', kept)).toBe('kept')
  expect(await failure(get('k', 'null'))).toMatchObject({ code: 'MethodNotAllowed' })
})

test('an old version is brought back by copying it', async () => {
  await versioning('Enabled')
  const one = await put('k', 'one')
  await put('k', 'two')
  const copy = await s3.send(new CopyObjectCommand({ Bucket, Key: 'k', CopySource: `${Bucket}/k?versionId=${one}` }))

  expect(copy.CopySourceVersionId).toBe(one)
  expect(await text('k')).toBe('one')
})

test('lists of versions are paged, even while what they show is deleted', async () => {
  await versioning('Enabled')
  for (const key of ['a', 'b', 'dir/1', 'dir/2', 'e']) for (const body of ['1', '2']) await put(key, body)
  await remove('b')
  const seen: string[] = []
  let markers = {}
  for (let page = 0; page < 20; page++) {
    const answer = await versions({ MaxKeys: 2, ...markers })
    for (const { Key, VersionId } of [...(answer.Versions ?? []), ...(answer.DeleteMarkers ?? [])]) {
      seen.push(`${Key}`)
      await remove(Key ?? '', VersionId)
    }
    if (!answer.IsTruncated) break
    markers = { KeyMarker: answer.NextKeyMarker, VersionIdMarker: answer.NextVersionIdMarker }
  }

  expect(seen).toEqual(['a', 'a', 'b', 'b', 'b', 'dir/1', 'dir/1', 'dir/2', 'dir/2', 'e', 'e'])
  expect((await versions()).Versions).toBeUndefined()
})

test('lists of versions are grouped like lists of objects', async () => {
  await versioning('Enabled')
  for (const key of ['a', 'dir/1', 'dir/2']) await put(key, '1')
  const answer = await versions({ Delimiter: '/' })

  expect(answer.Versions).toMatchObject([{ Key: 'a' }])
  expect(answer.CommonPrefixes).toEqual([{ Prefix: 'dir/' }])
})

test('a version id that can be none is told from one that is not there', async () => {
  await put('k', 'x')

  expect(await failure(get('k', 'no/version'))).toMatchObject({ code: 'InvalidArgument', ArgumentName: 'versionId' })
  expect(await failure(get('k', 'abc'))).toMatchObject({ code: 'NoSuchVersion' })
})
