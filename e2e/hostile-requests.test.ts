import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CodeCommitClient, CreateCommitCommand, CreateRepositoryCommand } from '@aws-sdk/client-codecommit'
import { CreateDeploymentCommand } from '@aws-sdk/client-codedeploy'
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { until } from '@towpath/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type HandSigned, handSigned, type Keys, send } from './support/by-hand.ts'
import { inside, launch, untilAgentPolls } from './support/instances.ts'
import { BUCKET, type World, world } from './support/world.ts'

const MINUTE = 60_000
const WRONG = { accessKeyId: 'AKIATESTTESTTESTTEST', secretAccessKey: 'not-the-secret' }
const NOBODY = { accessKeyId: 'AKIANOBODYNOBODYNOBO', secretAccessKey: 'any' }

let here: World
let port: number
let root: Keys
/** Nothing of all this may leave anything here. */
let outside: string
/** Opened first and looked at last: connections that send their headers as slowly as they can. */
let slow: { socket: Socket; closed: boolean }[]
let slowSince: number
beforeAll(async () => {
  here = await world({ instances: 1 })
  port = here.plane.port
  root = here.plane.client.credentials
  outside = await mkdtemp(join(tmpdir(), 'towpath-outside-'))
  slow = Array.from({ length: 100 }, () => openSlowly())
  slowSince = Date.now()
})
afterAll(async () => {
  for (const { socket } of slow ?? []) socket.destroy()
  await here?.[Symbol.asyncDispose]()
  await rm(outside, { recursive: true, force: true })
})

function openSlowly() {
  const socket = connect(port, '127.0.0.1', () => socket.write('POST / HTTP/1.1\r\nHost: localhost\r\n'))
  const connection = { socket, closed: false }
  const dripping = setInterval(() => socket.write('X-A: b\r\n'), 1_000)
  socket.on('error', () => {})
  socket.on('close', () => {
    clearInterval(dripping)
    connection.closed = true
  })
  socket.resume()
  return connection
}

const CODEDEPLOY: HandSigned = { service: 'codedeploy', target: 'CodeDeploy_20141006.ListApplications', body: '{}' }
const IAM: HandSigned = {
  service: 'iam',
  body: 'Action=ListRoles&Version=2010-05-08',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
}
const S3: HandSigned = { service: 's3', method: 'GET', path: `/${BUCKET}` }

function ask(keys: Keys, request: HandSigned) {
  return send(port, handSigned(port, keys, request))
}

test.each([CODEDEPLOY, IAM, S3])('a good request by hand is answered ($service)', async (request) => {
  expect(await ask(root, request)).toMatchObject({ status: 200, answers: 1 })
})

describe.each<[string, (request: HandSigned) => string, Record<string, [number, RegExp]>]>([
  [
    'a wrong signature',
    (request) => handSigned(port, WRONG, request),
    {
      codedeploy: [400, /InvalidSignatureException/],
      iam: [403, /SignatureDoesNotMatch/],
      s3: [403, /SignatureDoesNotMatch/],
    },
  ],
  [
    'a key that does not exist',
    (request) => handSigned(port, NOBODY, request),
    {
      codedeploy: [400, /UnrecognizedClientException/],
      iam: [403, /InvalidClientTokenId/],
      s3: [403, /InvalidAccessKeyId/],
    },
  ],
  [
    'a time of 16 minutes ago, as a request that is played again has',
    (request) => handSigned(port, root, { ...request, at: new Date(Date.now() - 16 * MINUTE) }),
    {
      codedeploy: [400, /InvalidSignatureException.*Signature expired/s],
      iam: [403, /SignatureDoesNotMatch.*Signature expired/s],
      s3: [403, /RequestTimeTooSkewed/],
    },
  ],
  [
    'a time in 16 minutes',
    (request) => handSigned(port, root, { ...request, at: new Date(Date.now() + 16 * MINUTE) }),
    {
      codedeploy: [400, /InvalidSignatureException.*not yet current/s],
      iam: [403, /SignatureDoesNotMatch.*not yet current/s],
      s3: [403, /RequestTimeTooSkewed/],
    },
  ],
])('a request with %s', (_what, made, expected) => {
  test.each([CODEDEPLOY, IAM, S3])('is refused with the code of its service ($service)', async (request) => {
    const [status, code] = expected[request.service] ?? [0, /never/]

    const answer = await send(port, made(request))

    expect(answer).toMatchObject({ status, answers: 1, text: expect.stringMatching(code) })
  })
})

test('a request whose body was exchanged is refused', async () => {
  const bytes = handSigned(port, root, CODEDEPLOY).replace(/\{\}$/, '[]')

  expect(await send(port, bytes)).toMatchObject({ status: 400, text: expect.stringContaining('InvalidSignature') })
})

test.each<[string, HandSigned, number, string]>([
  ['to a service of JSON', CODEDEPLOY, 413, ''],
  ['to a service of forms', IAM, 413, ''],
  ['to S3', { ...S3, method: 'PUT', path: `/${BUCKET}/huge` }, 400, 'EntityTooLarge'],
])('ten gigabytes that are declared %s are refused before they come', async (_what, request, status, code) => {
  const answer = await ask(root, { ...request, declaredLength: 10 * 1024 ** 3 })

  expect(answer).toMatchObject({ status, answers: 1, closed: true, text: expect.stringContaining(code) })
})

const SMUGGLED = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'
test.each<[string, string[], string]>([
  ['both lengths', ['Content-Length: 4', 'Transfer-Encoding: chunked'], `0\r\n\r\n${SMUGGLED}`],
  ['two lengths', ['Content-Length: 0', `Content-Length: ${SMUGGLED.length}`], SMUGGLED],
  ['a list of lengths', [`Content-Length: 0, ${SMUGGLED.length}`], SMUGGLED],
  ['a length with a sign', ['Content-Length: +0'], SMUGGLED],
  ['a length in hexadecimal', ['Content-Length: 0x0'], SMUGGLED],
  ['a negative length', ['Content-Length: -1'], SMUGGLED],
  ['an unknown transfer encoding', ['Transfer-Encoding: xchunked'], `0\r\n\r\n${SMUGGLED}`],
  ['two transfer encodings', ['Transfer-Encoding: chunked', 'Transfer-Encoding: identity'], `0\r\n\r\n${SMUGGLED}`],
  ['a blank before the colon', ['Transfer-Encoding : chunked'], `0\r\n\r\n${SMUGGLED}`],
  ['a folded header', ['Transfer-Encoding:\r\n chunked'], `0\r\n\r\n${SMUGGLED}`],
  ['a bare line feed', ['X-A: b\nContent-Length: 0'], SMUGGLED],
  ['a bare carriage return', ['X-A: b\rContent-Length: 0'], SMUGGLED],
  ['a broken chunk', ['Transfer-Encoding: chunked'], `0x0\r\n\r\n${SMUGGLED}`],
])('a request with %s is refused, and what follows it is not taken for another', async (_what, headers, body) => {
  const bytes = `POST / HTTP/1.1\r\nHost: localhost\r\n${headers.join('\r\n')}\r\n\r\n${body}`

  const answer = await send(port, bytes)

  expect(answer).toMatchObject({ status: 400, answers: 1, closed: true })
  expect(answer.text).not.toContain('"status":"ok"')
})

test.each([
  ['a header of a megabyte', `X-A: ${'a'.repeat(1024 * 1024)}`],
  ['a hundred thousand headers', Array.from({ length: 100_000 }, (_, n) => `X-${n}: a`).join('\r\n')],
])('%s is refused', async (_what, headers) => {
  const answer = await send(port, `GET /healthz HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n\r\n`)

  expect(answer).toMatchObject({ answers: 1, status: 431, closed: true })
})

const CLIMBS = ['..', '%2e%2e', '.%2E', '..%2f', '%2e%2e%2f', '..%5c', '%252e%252e', '....//']
test.each(
  CLIMBS.flatMap((step) =>
    ['/git/', '/console/', '/git/towpath/', `/${BUCKET}/`, '/'].map(
      (start) => `${start}${`${step}/`.repeat(12)}etc/passwd`,
    ),
  ),
)('%s leads nowhere', async (path) => {
  const anonymous = await send(port, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
  const signed = await ask(root, { ...S3, path })

  for (const { status, answers, text } of [anonymous, signed]) {
    expect(answers).toBe(1)
    expect(status).toBeGreaterThanOrEqual(path.startsWith('/console') ? 200 : 400)
    expect(status).toBeLessThan(500)
    expect(text).not.toContain('root:')
  }
})

test.each(['git-upload-pack', 'git-receive-pack'])(
  'a repository outside of the folder of repositories is not there (%s)',
  async (service) => {
    for (const repository of ['../../database', '..%2f..%2fdatabase', `..${outside}`, '%2e%2e/blobs']) {
      const path = `/git/towpath/${repository}.git/info/refs?service=${service}`

      const { status } = await send(port, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)

      expect([400, 401, 403, 404]).toContain(status)
    }
  },
)

test('keys that climb are keys like others: nothing is written outside', async () => {
  for (const Key of [
    '../../../../new',
    `..${outside}/new`,
    `${outside}/new`,
    'a/../../b',
    '..',
    '.',
    'a\\..\\b',
    '\u0001',
  ]) {
    const put = here.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: Key }))
    const written = await put.catch(
      (error: { $metadata?: { httpStatusCode?: number } }) => error.$metadata?.httpStatusCode,
    )

    if (typeof written === 'number') {
      expect([400, 404, 405]).toContain(written)
      continue
    }
    const { Body } = await here.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }))
    expect(await Body?.transformToString()).toBe(Key)
  }
  expect(await readdir(outside)).toEqual([])
  expect(existsSync(join(here.plane.dataFolder, '..', 'new'))).toBe(false)
})

describe('a host', () => {
  let target: string
  let other: string
  let otherKeys: Keys
  let deployed: { id: string; commitId: string }
  beforeAll(async () => {
    target = here.instanceIds[0] ?? ''
    other = (await launch(here.ec2, { profile: 'instances', tag: { Key: 'Fleet', Value: 'other' } }))[0] ?? ''
    await untilAgentPolls(here.ec2, other)
    otherKeys = await keysOf(other)
    deployed = await deployFromRepository()
  })

  const arn = (id: string) => `arn:aws:ec2:us-east-1:123456789012:instance/${id}`

  /** What the metadata endpoint hands out inside. */
  async function keysOf(id: string): Promise<Keys> {
    const code = `fetch(process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI, {
      headers: { Authorization: process.env.AWS_CONTAINER_AUTHORIZATION_TOKEN },
    }).then(async (answer) => console.log(await answer.text()))`
    const { stdout } = await inside(here.plane, id, process.execPath, '-e', code)
    const { AccessKeyId, SecretAccessKey, Token } = JSON.parse(stdout)
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: Token }
  }

  async function deployFromRepository() {
    const codecommit = new CodeCommitClient(here.plane.client)
    await codecommit.send(new CreateRepositoryCommand({ repositoryName: 'sample' }))
    const { commitId = '' } = await codecommit.send(
      new CreateCommitCommand({
        repositoryName: 'sample',
        branchName: 'main',
        putFiles: [{ filePath: 'appspec.yml', fileContent: Buffer.from('version: 0.0\nos: linux\n') }],
      }),
    )
    const { deploymentId = '' } = await here.codedeploy.send(
      new CreateDeploymentCommand({
        applicationName: 'app',
        deploymentGroupName: 'group',
        revision: { revisionType: 'GitHub', gitHubLocation: { repository: 'towpath/sample', commitId } },
      }),
    )
    const { info } = await here.ended(deploymentId)
    expect(info.status).toBe('Succeeded')
    return { id: deploymentId, commitId }
  }

  const command = (operation: string, body: object): HandSigned => ({
    service: 'codedeploy-commands',
    target: `CodeDeployCommandService_v20141006.${operation}`,
    body: JSON.stringify(body),
  })

  test('cannot ask for the commands of another, nor can anybody else', async () => {
    for (const keys of [otherKeys, root]) {
      for (const request of [
        command('PollHostCommand', { HostIdentifier: arn(target) }),
        command('GetDeploymentSpecification', {
          HostIdentifier: arn(target),
          DeploymentExecutionId: `123456789012/us-east-1/${deployed.id}/0`,
        }),
      ]) {
        const answer = await ask(keys, request)
        expect(answer).toMatchObject({ status: 400, text: expect.stringMatching(/AccessDenied|ClientException/) })
        expect(answer.text).not.toMatch(/BEGIN PKCS7|HostCommandIdentifier/)
      }
    }
  })

  test('cannot complete the commands of another', async () => {
    const log = await readFile(
      join(here.plane.dataFolder, 'instances/process', target, 'log/codedeploy-agent.log'),
      'utf8',
    )
    const HostCommandIdentifier = new RegExp(`Received command (${deployed.id}\\S+):`).exec(log)?.[1]

    const answer = await ask(
      otherKeys,
      command('PutHostCommandComplete', { HostCommandIdentifier, CommandStatus: 'Failed' }),
    )

    expect(HostCommandIdentifier).toBeDefined()
    expect(answer).toMatchObject({ status: 400, text: expect.stringMatching(/AccessDenied|ClientException/) })
  })

  test('reads the bundles that were fetched for it, and nobody else does', async () => {
    const bundle = { Bucket: 'towpath-revisions', Key: `${deployed.id}/${deployed.commitId}.tgz` }
    const s3 = (credentials: Keys) => new S3Client({ ...here.plane.client, credentials, forcePathStyle: true })
    const names = await Promise.all(
      ['tgz', 'tar', 'zip'].map(async (format) => {
        const Key = `${deployed.id}/${deployed.commitId}.${format}`
        return s3(await keysOf(target))
          .send(new GetObjectCommand({ ...bundle, Key }))
          .then(
            ({ Body }) => Body?.transformToByteArray(),
            (error: Error) => error.name,
          )
      }),
    )

    expect(names.some((found) => found instanceof Uint8Array && found.length > 0)).toBe(true)
    for (const keys of [otherKeys, root]) {
      await expect(s3(keys).send(new GetObjectCommand(bundle))).rejects.toMatchObject({ name: 'AccessDenied' })
      await expect(s3(keys).send(new ListObjectsV2Command({ Bucket: bundle.Bucket }))).rejects.toThrow()
      await expect(s3(keys).send(new PutObjectCommand({ ...bundle, Body: 'x' }))).rejects.toThrow()
    }
    const create = s3(root).send(new CreateBucketCommand({ Bucket: bundle.Bucket }))
    await expect(create).rejects.toMatchObject({ name: 'BucketAlreadyExists' })
  })
})

test('those who send headers slowly are cut off; until then they are in nobody’s way', async () => {
  await until('all slow connections are cut', () => slow.every(({ closed }) => closed), {
    limit: Math.max(5_000, slowSince + 50_000 - Date.now()),
    describe: () => slow.filter(({ closed }) => !closed).length,
  })
}, 70_000)

test('after all that the control plane works as before, and is no larger than it should be', async () => {
  const { info } = await here.deploy({ 'appspec.yml': 'version: 0.0\nos: linux\n' })

  const status = await readFile(`/proc/${here.plane.pid()}/status`, 'utf8')
  const peak = Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1])
  expect(info.status).toBe('Succeeded')
  expect(here.plane.log()).not.toMatch(/"level":(50|60)/)
  expect(peak).toBeLessThan(400 * 1024)
})
