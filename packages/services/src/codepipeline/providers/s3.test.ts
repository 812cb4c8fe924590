import {
  CreateBucketCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type ProviderWorld, providerWorld } from '../testing/provider-world.ts'
import { type ZipEntry, zipOf } from '../testing/zip.ts'
import type { ActionOutcome } from './provider.ts'

const SOURCE = 'Source/AWS/S3'
const DEPLOY = 'Deploy/AWS/S3'

let world: ProviderWorld
let site = ''
let count = 0

beforeAll(async () => {
  world = await providerWorld()
  for (const Bucket of ['artifacts', 'drops', 'unversioned']) await world.s3.send(new CreateBucketCommand({ Bucket }))
  const VersioningConfiguration = { Status: 'Enabled' as const }
  await world.s3.send(new PutBucketVersioningCommand({ Bucket: 'drops', VersioningConfiguration }))
})
afterAll(() => world[Symbol.asyncDispose]())
beforeEach(async () => {
  world.denied.clear()
  count += 1
  site = `site-${count}`
  await world.s3.send(new CreateBucketCommand({ Bucket: site }))
})

const put = (Bucket: string, Key: string, Body: string | Buffer, Metadata: Record<string, string> = {}) =>
  world.s3.send(new PutObjectCommand({ Bucket, Key, Body, Metadata }))

const source = (more: Record<string, string> = {}) => ({
  inputs: [],
  configuration: { S3Bucket: 'drops', S3ObjectKey: 'web app/-v.zip', ...more },
})

const failure = (outcome: ActionOutcome) => (outcome.type === 'failed' ? outcome.error : undefined)

test('the current version of an object becomes the artifact as it is, zip or not', async () => {
  const { VersionId, ETag } = await put('drops', 'web app/-v.zip', 'no zip at all')

  const outcome = await world.run(SOURCE, source())

  const { content, output } = await world.object('artifacts', 'web/Out/hijklmn')
  expect(outcome).toMatchObject({
    type: 'succeeded',
    summary: `Amazon S3 version id: ${VersionId}`,
    revision: { id: VersionId, changeId: ETag?.replaceAll('"', '') },
    outputVariables: { BucketName: 'drops', ObjectKey: 'web app/-v.zip', VersionId, ETag: ETag?.replaceAll('"', '') },
  })
  expect(content.toString()).toBe('no zip at all')
  expect(output.Metadata).toEqual({ 'codepipeline-artifact-revision': VersionId })
})

test('the summary of an object is its own, where it has one', async () => {
  await put('drops', 'told.zip', 'x', { 'codepipeline-artifact-revision-summary': 'Version 7' })

  const outcome = await world.run(SOURCE, source({ S3ObjectKey: 'told.zip' }))

  expect(outcome).toMatchObject({ summary: 'Version 7', revision: { summary: 'Version 7' } })
})

test('an execution may take an older version, and another key where the action lets it', async () => {
  const { VersionId = '' } = await put('drops', 'other.zip', 'old')
  await put('drops', 'other.zip', 'new')
  const sourceRevisions = [
    { revisionType: 'S3_OBJECT_KEY', revisionValue: 'other.zip' },
    { revisionType: 'S3_OBJECT_VERSION_ID', revisionValue: VersionId },
  ]

  const refused = await world.run(SOURCE, { ...source(), sourceRevisions })
  const taken = await world.run(SOURCE, { ...source({ AllowOverrideForS3ObjectKey: 'true' }), sourceRevisions })

  expect(failure(refused)?.message).toContain('set AllowOverrideForS3ObjectKey to true')
  expect(taken).toMatchObject({ type: 'succeeded', revision: { id: VersionId } })
  expect((await world.object('artifacts', 'web/Out/hijklmn')).content.toString()).toBe('old')
})

test.each([
  [{ S3ObjectKey: 'missing.zip' }, 'RevisionUnavailable', 'has no object "missing.zip"'],
  [{ S3Bucket: 'no-such-bucket' }, 'ConfigurationError', 'The S3 bucket "no-such-bucket" does not exist'],
  [{ S3Bucket: 'unversioned', S3ObjectKey: 'x' }, 'ConfigurationError', 'Status=Enabled'],
])('a source %j ends in %s', async (configuration, code, text) => {
  await put('unversioned', 'x', 'x')

  expect(failure(await world.run(SOURCE, source(configuration)))).toEqual({
    code,
    message: expect.stringContaining(text),
  })
})

test('a version that is not there is named', async () => {
  await put('drops', 'web app/-v.zip', 'x')
  const sourceRevisions = [{ revisionType: 'S3_OBJECT_VERSION_ID', revisionValue: 'nowhere' }]

  expect(failure(await world.run(SOURCE, { ...source(), sourceRevisions }))).toMatchObject({
    code: 'RevisionUnavailable',
  })
})

test('a role that may not read the object is told which permission it wants', async () => {
  world.denied.add('s3:GetObject')

  expect(failure(await world.run(SOURCE, source()))).toEqual({
    code: 'PermissionError',
    message: expect.stringContaining('s3:GetObject'),
  })
})

/** Deploys a zip of those entries, or those bytes. */
async function deploy(
  content: ZipEntry[] | Buffer,
  configuration: Record<string, string> = {},
): Promise<ActionOutcome> {
  await put('artifacts', 'web/In/abcdefg', Buffer.isBuffer(content) ? content : zipOf(content))
  return world.run(DEPLOY, { outputs: [], configuration: { BucketName: site, Extract: 'true', ...configuration } })
}

async function deployed(): Promise<string[]> {
  const { Contents = [] } = await world.s3.send(new ListObjectsV2Command({ Bucket: site }))
  return Contents.map(({ Key = '' }) => Key)
}

const MANY: ZipEntry[] = [
  { name: 'index.html', content: '<h1>hi</h1>' },
  { name: 'css/', content: '' },
  { name: 'css/site.CSS', content: 'a{}' },
  { name: 'a folder/ünïcode 日本.txt', content: 'u' },
  { name: '-rf', content: 'dash' },
  { name: '..almost/up', content: 'fine' },
]

test('each file of an artifact becomes an object below the key', async () => {
  const outcome = await deploy(MANY, { ObjectKey: 'releases/{datetime}/{uuid}' })

  const prefix = 'releases/2026-03-04_09-30-05/6fa459ea-ee8a-8ca4-894e-db77e160355e/'
  expect(outcome).toEqual({ type: 'succeeded', summary: `Put 5 files into s3://${site}/${prefix}` })
  expect((await deployed()).map((key) => key.replace(prefix, ''))).toEqual([
    '-rf',
    '..almost/up',
    'a folder/ünïcode 日本.txt',
    'css/site.CSS',
    'index.html',
  ])
})

test('objects say what they hold, and how long browsers may keep them', async () => {
  await deploy(MANY, { CacheControl: 'max-age=60' })

  const page = await world.object(site, 'index.html')
  const style = await world.object(site, 'css/site.CSS')
  const other = await world.object(site, '-rf')

  expect(page).toMatchObject({ output: { ContentType: 'text/html', CacheControl: 'max-age=60' } })
  expect(page.content.toString()).toBe('<h1>hi</h1>')
  expect(style.output.ContentType).toBe('text/css')
  expect(other.output.ContentType).toBe('application/octet-stream')
})

test('symbolic links are left out, and that is said', async () => {
  const outcome = await deploy([...MANY, { name: 'passwd', content: '/etc/passwd', mode: 0o120_777 }])

  expect(outcome.summary).toContain('symbolic links left out: 1')
  expect(await deployed()).not.toContain('passwd')
})

test.each<[string, ZipEntry[] | Buffer, string]>([
  ['leads upwards', [...MANY, { name: '../other/x', content: 'x' }], '../other/x'],
  ['leads upwards in the middle', [...MANY, { name: 'a/../../x', content: 'x' }], 'a/../../x'],
  ['is absolute', [...MANY, { name: '/etc/passwd', content: 'x' }], '/etc/passwd'],
  ['goes round with backslashes', [...MANY, { name: '..\\..\\x', content: 'x' }], 'x'],
  ['has a control character', [...MANY, { name: 'a\nb', content: 'x' }], 'characters that no file should have'],
  ['is encrypted', [...MANY, { name: 'secret', content: 'x', encrypted: true }], 'encrypted'],
  [
    'claims to be enormous',
    [...MANY, { name: 'bomb', content: 'x', declaredSize: 0xfffffff0 }],
    'it unpacks to far more than it is',
  ],
  ['is too long for a key', [...MANY, { name: 'x'.repeat(1100), content: 'x' }], 'longer than 1024 bytes'],
  ['is no zip', Buffer.from('<html>not found</html>'), 'it is not a zip file'],
])('nothing at all is deployed of an artifact in which something %s', async (_, content, text) => {
  const outcome = await deploy(content)

  expect(failure(outcome)).toEqual({ code: 'ConfigurationError', message: expect.stringContaining(text) })
  expect(await deployed()).toEqual([])
})

test('an artifact becomes one object when it is not extracted', async () => {
  const outcome = await deploy(MANY, { Extract: 'false', ObjectKey: 'builds/web +1.zip', CacheControl: 'no-store' })

  const { content, output } = await world.object(site, 'builds/web +1.zip')
  expect(outcome).toEqual({ type: 'succeeded', summary: `Put s3://${site}/builds/web +1.zip` })
  expect(content).toEqual(zipOf(MANY))
  expect(output).toMatchObject({ ContentType: 'application/zip', CacheControl: 'no-store' })
})

test.each([
  [{ Extract: 'false' }, 'needs an ObjectKey'],
  [{ CannedACL: 'public-read' }, 'Take CannedACL out of the configuration'],
  [{ KMSEncryptionKeyARN: 'arn:aws:kms:us-east-1:123456789012:key/1' }, 'take KMSEncryptionKeyARN out'],
  [{ BucketName: 'no-such-bucket' }, 'The S3 bucket "no-such-bucket" does not exist'],
])('a deployment with %j says what to change', async (configuration, text) => {
  const outcome = await deploy(MANY, configuration)

  expect(failure(outcome)).toEqual({ code: 'ConfigurationError', message: expect.stringContaining(text) })
})

test.each(['s3:GetObject', 's3:PutObject'])('a role that may not %s is told so', async (action) => {
  world.denied.add(action)

  const outcome = await deploy(MANY)

  expect(failure(outcome)).toEqual({ code: 'PermissionError', message: expect.stringContaining(action) })
})

test('an artifact that is gone is named', async () => {
  const inputs = [{ name: 'In', bucket: 'artifacts', key: 'web/In/gone' }]
  const configuration = { BucketName: site, Extract: 'true' }

  const outcome = await world.run(DEPLOY, { inputs, outputs: [], configuration })

  expect(failure(outcome)?.message).toContain('s3://artifacts/web/In/gone')
})

test('no file stays in the scratch folder', async () => {
  await deploy(MANY)
  await deploy(Buffer.from('no zip'))

  expect(await world.leftovers()).toEqual([])
})
