import {
  CreateBucketCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { failure, type S3Server, s3Server } from './testing.ts'

let server: S3Server
let s3: S3Client
const Bucket = 'listing'
const KEYS = ['a', 'b/1', 'b/2', 'b/c/1', 'd', 'e/1', 'f', 'ä', '😀', '｡'].sort((a, b) =>
  Buffer.compare(Buffer.from(a), Buffer.from(b)),
)

beforeAll(async () => {
  server = await s3Server()
  s3 = server.s3
  await s3.send(new CreateBucketCommand({ Bucket }))
  await Promise.all(KEYS.map((Key) => s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }))))
})
afterAll(() => server[Symbol.asyncDispose]())

async function list(input: Partial<ListObjectsV2CommandInput> = {}) {
  const answer = await s3.send(new ListObjectsV2Command({ Bucket, ...input }))
  return {
    answer,
    keys: answer.Contents?.map(({ Key }) => Key) ?? [],
    prefixes: answer.CommonPrefixes?.map(({ Prefix }) => Prefix) ?? [],
  }
}

/** All pages, each as the keys and prefixes that it shows. */
async function pages(input: Partial<ListObjectsV2CommandInput>) {
  const all: string[][] = []
  let ContinuationToken: string | undefined
  do {
    const { answer, keys, prefixes } = await list({ ...input, ContinuationToken })
    all.push([...keys, ...prefixes] as string[])
    ContinuationToken = answer.NextContinuationToken
    expect(answer.IsTruncated).toBe(ContinuationToken !== undefined)
    expect(answer.KeyCount).toBe(keys.length + prefixes.length)
  } while (ContinuationToken !== undefined && all.length < 50)
  return all
}

test('keys come in the order of their bytes', async () => {
  const { keys, answer } = await list()

  expect(keys).toEqual(KEYS)
  expect(answer).toMatchObject({ Name: Bucket, IsTruncated: false, KeyCount: KEYS.length, MaxKeys: 1000 })
  expect(answer.Contents?.[0]).toMatchObject({
    Key: 'a',
    Size: 1,
    StorageClass: 'STANDARD',
    ChecksumAlgorithm: ['CRC32'],
  })
})

test('a prefix and a delimiter show one level', async () => {
  const top = await list({ Delimiter: '/' })
  const below = await list({ Delimiter: '/', Prefix: 'b/' })

  expect(top.prefixes).toEqual(['b/', 'e/'])
  expect(top.keys).toEqual(KEYS.filter((key) => !key.includes('/')))
  expect(below.keys).toEqual(['b/1', 'b/2'])
  expect(below.prefixes).toEqual(['b/c/'])
})

test.each([1, 2, 3])('pages of %i show everything once', async (MaxKeys) => {
  expect((await pages({ MaxKeys })).flat()).toEqual(KEYS)
  const grouped = (await pages({ MaxKeys, Delimiter: '/' })).flat()
  expect([...grouped].sort()).toEqual([...KEYS.filter((key) => !key.includes('/')), 'b/', 'e/'].sort())
})

test('a listing starts after a key, there or not', async () => {
  expect((await list({ StartAfter: 'b/2' })).keys[0]).toBe('b/c/1')
  expect((await list({ StartAfter: 'b/1.5' })).keys[0]).toBe('b/2')
  expect((await list({ StartAfter: 'z', Prefix: 'b/' })).keys).toEqual([])
  expect((await list({ StartAfter: 'a', Prefix: 'b/' })).keys).toEqual(['b/1', 'b/2', 'b/c/1'])
})

test('the first version of the call pages by marker', async () => {
  const call = (Marker?: string) => s3.send(new ListObjectsCommand({ Bucket, Delimiter: '/', MaxKeys: 2, Marker }))
  const first = await call()
  const second = await call(first.NextMarker)

  expect(first).toMatchObject({
    IsTruncated: true,
    NextMarker: 'b/',
    Contents: [{ Key: 'a' }],
    CommonPrefixes: [{ Prefix: 'b/' }],
  })
  expect(second).toMatchObject({ Marker: 'b/', Contents: [{ Key: 'd' }], CommonPrefixes: [{ Prefix: 'e/' }] })
})

test('nothing is shown when nothing is asked for', async () => {
  expect(await list({ MaxKeys: 0 })).toMatchObject({ keys: [], answer: { IsTruncated: false, KeyCount: 0 } })
})

test('keys are encoded when asked for', async () => {
  const { keys, answer } = await list({ EncodingType: 'url', Prefix: 'ä', Delimiter: '/' })

  expect(keys).toEqual(['%C3%A4'])
  expect(answer).toMatchObject({ Prefix: '%C3%A4', Delimiter: '/', EncodingType: 'url' })
})

test('tokens nobody gave out are refused', async () => {
  expect(await failure(list({ ContinuationToken: 'made-up' }))).toMatchObject({
    code: 'InvalidArgument',
    message: 'The continuation token provided is incorrect',
  })
})

test.each([-1, 2.5])('%d is no number of keys', async (MaxKeys) => {
  expect(await failure(list({ MaxKeys }))).toMatchObject({ code: 'InvalidArgument' })
})

test('an owner is told when asked for', async () => {
  expect((await list({})).answer.Contents?.[0]?.Owner).toBeUndefined()
  expect((await list({ FetchOwner: true })).answer.Contents?.[0]?.Owner?.ID).toMatch(/^[0-9a-f]{64}$/)
})
