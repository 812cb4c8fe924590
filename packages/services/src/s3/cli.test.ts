import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { aws } from '@towpath/testkit/aws.ts'
import { awsCli } from '@towpath/testkit/tools.ts'
import { ROOT } from '@towpath/wire/testing/wire-server.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bytes, type S3Server, s3Server } from './testing.ts'

const SLOW = 60_000

describe.skipIf(awsCli().missing)('the aws command line', () => {
  let server: S3Server
  let folder: string
  let run: ReturnType<typeof aws>
  const large = bytes(9 * 1024 * 1024)

  beforeAll(async () => {
    server = await s3Server()
    folder = await mkdtemp(join(tmpdir(), 'towpath-s3-cli-'))
    const environment = {
      AWS_ENDPOINT_URL: server.wire.endpoint,
      AWS_ACCESS_KEY_ID: ROOT.accessKeyId,
      AWS_SECRET_ACCESS_KEY: ROOT.secretAccessKey,
      AWS_DEFAULT_REGION: 'us-east-1',
    }
    run = aws(environment, folder)
    await mkdir(join(folder, 'site', 'css'), { recursive: true })
    await writeFile(join(folder, 'site', 'index.html'), '<h1>hello</h1>')
    await writeFile(join(folder, 'site', 'css', 'a b+c.css'), 'h1 {}')
    await writeFile(join(folder, 'large.bin'), large)
  })
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  test(
    'makes a bucket, fills, lists, reads and empties it',
    async () => {
      expect(await run('s3', 'mb', 's3://cli')).toBe('make_bucket: cli')
      // Large enough to go up, be copied and come down in parts.
      await run('s3', 'cp', 'large.bin', 's3://cli/dir/large.bin')
      await run('s3', 'cp', 's3://cli/dir/large.bin', 's3://cli/dir/copied.bin')
      await run('s3', 'cp', 's3://cli/dir/copied.bin', 'back.bin')
      expect(Buffer.compare(await readFile(join(folder, 'back.bin')), large)).toBe(0)
      await run('s3', 'sync', 'site', 's3://cli/site')
      expect(await run('s3', 'sync', 'site', 's3://cli/site')).toBe('')
      expect(await run('s3', 'ls', 's3://cli/dir/')).toMatch(/9437184 copied\.bin\n.* 9437184 large\.bin$/)
      expect(await run('s3', 'ls', 's3://cli')).toBe('PRE dir/\n                           PRE site/')
      expect(await run('s3', 'cp', 's3://cli/site/css/a b+c.css', '-')).toBe('h1 {}')
      expect(await run.failing('s3', 'cp', 's3://cli/absent', '-')).toContain('404')
      expect(await run.failing('s3', 'rb', 's3://cli')).toContain('BucketNotEmpty')
      expect(await run('s3', 'rb', '--force', 's3://cli')).toContain('remove_bucket: cli')
    },
    SLOW,
  )

  test.each([
    ['2', 'us-east-1', /[?&]Signature=/],
    ['4', 'eu-central-1', /[?&]X-Amz-Signature=/],
  ])(
    'presigns an address in signature version %s that anybody can read, and no other',
    async (_version, region, form) => {
      const Bucket = `presigned-${region}`
      const s3 = server.connect({ region })
      await s3.send(new CreateBucketCommand({ Bucket }))
      await s3.send(new PutObjectCommand({ Bucket, Key: 'a b.txt', Body: 'read me' }))

      const address = String(await run('s3', 'presign', `s3://${Bucket}/a b.txt`, '--region', region))

      expect(address).toMatch(form)
      expect(await (await fetch(address)).text()).toBe('read me')
      expect((await fetch(address.replace('a%20b.txt', 'other.txt'))).status).toBe(403)
      expect((await fetch(address, { method: 'DELETE' })).status).toBe(403)
    },
    SLOW,
  )
})
