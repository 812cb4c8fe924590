import { Readable } from 'node:stream'
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { type ControlPlane, controlPlane } from '../testing.ts'
import { COMMIT, deploy, GITHUB_REVISION, poll } from '../testing-host.ts'

const BUCKET = 'towpath-revisions'

/** A host that has been given its first command of a deployment of `content`. */
async function deployed(plane: ControlPlane, content: string) {
  const [host = ''] = plane.launch(1)
  plane.world.bundle = { bundle: { ...(await plane.blobs.put(Readable.from([content]))), format: 'tgz' } }
  await plane.group()
  const id = await deploy(plane, { revision: GITHUB_REVISION })
  await poll(plane.agent(host), host)
  return { host, Key: `${id}/${COMMIT}.tgz` }
}

const read = async (s3: S3Client, Key: string) =>
  (await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }))).Body?.transformToString()

test('a host of the deployment reads its bundle through S3, without a right in any policy', async () => {
  await using plane = await controlPlane()
  const { host, Key } = await deployed(plane, 'the bundle')

  expect(await read(plane.s3(host), Key)).toBe('the bundle')
  expect(await plane.s3(host).send(new HeadObjectCommand({ Bucket: BUCKET, Key }))).toMatchObject({
    ContentLength: 10,
  })
})

test('nobody else reads it, not even the root user', async () => {
  await using plane = await controlPlane()
  const { Key } = await deployed(plane, 'the bundle')
  const [other = ''] = plane.launch(1)

  await expect(read(plane.s3(other), Key)).rejects.toMatchObject({ name: 'AccessDenied' })
  await expect(read(plane.s3(), Key)).rejects.toMatchObject({ name: 'AccessDenied' })
  await expect(read(plane.s3(), 'something/else')).rejects.toMatchObject({ name: 'NoSuchKey' })
})

test('the name of the bucket is taken, and other buckets are as they were', async () => {
  await using plane = await controlPlane()
  const s3 = plane.s3()

  await expect(s3.send(new CreateBucketCommand({ Bucket: BUCKET }))).rejects.toMatchObject({
    name: 'BucketAlreadyExists',
  })
  await expect(s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'k', Body: 'x' }))).rejects.toMatchObject({
    name: 'NoSuchBucket',
  })
  await s3.send(new CreateBucketCommand({ Bucket: 'mine' }))
  await s3.send(new PutObjectCommand({ Bucket: 'mine', Key: 'k', Body: 'x' }))

  expect(await (await s3.send(new GetObjectCommand({ Bucket: 'mine', Key: 'k' }))).Body?.transformToString()).toBe('x')
})
