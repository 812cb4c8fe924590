import { existsSync, readFileSync, statSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { downloadFromGitHub } from './github.ts'
import { downloadFromS3, type S3Source } from './s3.ts'

type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** A server that answers with one handler after the other, the last one for ever. */
async function serverOf(...handlers: Handler[]) {
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    const handler = handlers[Math.min(requests.length, handlers.length - 1)]
    requests.push(request)
    handler?.(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests }
}

const gives =
  (body: string | Buffer, headers: Record<string, string> = {}): Handler =>
  (_, response) =>
    response.writeHead(200, headers).end(body)

const refuses =
  (status: number, code: string, message: string): Handler =>
  (_, response) =>
    response.writeHead(status).end(`<Error><Code>${code}</Code><Message>${message}</Message></Error>`)

const pauses: number[] = []
const clock = { now: () => Date.now(), sleep: async (ms: number) => void pauses.push(ms) }
const network = { readTimeoutMs: 2000 }

describe('from S3', () => {
  const revision = { type: 'S3', bucket: 'b', key: 'dir/a+b (1).tgz', bundleType: 'tgz' } as const

  function source(endpoint: string, overrides: Partial<S3Source> = {}): S3Source {
    return {
      endpoint,
      region: 'eu-west-1',
      useFips: false,
      credentials: async (options) => ({ accessKeyId: options?.fresh ? 'FRESH' : 'AKID', secretAccessKey: 'example' }),
      network,
      clock,
      maxBytes: 1024 * 1024,
      ...overrides,
    }
  }
  const file = () => join(temporaryFolder(), 'bundle.tar')

  test('the object is asked for by path, version and signature', async () => {
    const { endpoint, requests } = await serverOf(gives('content', { etag: '"e1"' }))
    const bundle = file()

    await downloadFromS3({ ...revision, version: 'v=1', etag: 'e1' }, bundle, source(endpoint))

    expect(readFileSync(bundle, 'utf8')).toBe('content')
    expect(requests[0]?.url).toBe('/b/dir/a%2Bb%20%281%29.tgz?versionId=v%3D1')
    expect(requests[0]?.headers.authorization).toMatch(/Credential=AKID\/\d{8}\/eu-west-1\/s3\/aws4_request/)
  })

  test('another object than expected is refused', async () => {
    const { endpoint } = await serverOf(gives('content', { etag: '"e2"' }))
    const bundle = file()

    await expect(downloadFromS3({ ...revision, etag: '"e1"' }, bundle, source(endpoint))).rejects.toThrow(
      'Expected deployment artifact bundle etag e1 but was actually "e2"',
    )
    expect(existsSync(bundle)).toBe(false)
  })

  test.each([
    [404, 'NoSuchKey', 'The specified key does not exist.'],
    [403, 'AccessDenied', 'Access Denied'],
  ])('%d is not tried again and told in the words of S3', async (status, code, message) => {
    const { endpoint, requests } = await serverOf(refuses(status, code, message))

    await expect(downloadFromS3(revision, file(), source(endpoint))).rejects.toThrow(
      `${message} (${code}, s3://b/dir/a+b (1).tgz)`,
    )
    expect(requests).toHaveLength(1)
  })

  test('server errors and broken downloads are tried again', async () => {
    const { endpoint, requests } = await serverOf(
      refuses(503, 'SlowDown', 'Reduce your request rate.'),
      (_, response) => {
        response.writeHead(200, { 'content-length': '100' }).write('half')
        setTimeout(() => response.destroy(), 50)
      },
      gives('content'),
    )
    const bundle = file()

    await downloadFromS3(revision, bundle, source(endpoint))

    expect(requests).toHaveLength(3)
    expect(readFileSync(bundle, 'utf8')).toBe('content')
  })

  test('expired credentials are replaced', async () => {
    const { endpoint, requests } = await serverOf(refuses(400, 'ExpiredToken', 'expired'), gives('content'))

    await downloadFromS3(revision, file(), source(endpoint))

    expect(requests[1]?.headers.authorization).toContain('Credential=FRESH/')
  })

  test.each<[string, Handler, string]>([
    [
      'declared',
      (_, response) => response.writeHead(200, { 'content-length': '10737418240' }).flushHeaders(),
      'max_bundle_mb',
    ],
    ['sent', gives(Buffer.alloc(2 * 1024 * 1024)), 'max_bundle_mb'],
  ])('more than the limit, %s, is refused', async (_, handler, message) => {
    const { endpoint } = await serverOf(handler)
    const bundle = file()

    await expect(downloadFromS3(revision, bundle, source(endpoint))).rejects.toThrow(message)
    expect(existsSync(bundle)).toBe(false)
  })

  test('more than fits on the disk is refused before it is written', async () => {
    const { endpoint } = await serverOf((_, response) =>
      response.writeHead(200, { 'content-length': String(2 ** 52) }).flushHeaders(),
    )

    await expect(downloadFromS3(revision, file(), source(endpoint, { maxBytes: 2 ** 53 }))).rejects.toThrow(
      'bytes left',
    )
  })

  test('keys that climb are refused before anything is asked', async () => {
    const { endpoint, requests } = await serverOf(gives('content'))

    await expect(downloadFromS3({ ...revision, key: 'a/../../other/x' }, file(), source(endpoint))).rejects.toThrow(
      '".."',
    )
    expect(requests).toHaveLength(0)
  })

  test('bundles are for the agent alone to read', async () => {
    const { endpoint } = await serverOf(gives('content'))
    const bundle = file()

    await downloadFromS3(revision, bundle, source(endpoint))

    expect(statSync(bundle).mode & 0o777).toBe(0o600)
  })
})

describe('from GitHub', () => {
  const revision = { type: 'GitHub', account: 'o', repository: 'r', commitId: 'c0ffee' } as const
  const options = (endpoint: string) => ({ endpoint, network, clock, maxBytes: 1024 * 1024 })

  test('redirects are followed, the token stays with the host it is for', async () => {
    const storage = await serverOf(gives('content'))
    const api = await serverOf((_, response) => response.writeHead(302, { location: `${storage.endpoint}/x` }).end())
    const bundle = join(temporaryFolder(), 'bundle.tar')

    await downloadFromGitHub(revision, 'secret', bundle, options(api.endpoint))

    expect(readFileSync(bundle, 'utf8')).toBe('content')
    expect(api.requests[0]?.url).toBe('/repos/o/r/tarball/c0ffee')
    expect(api.requests[0]?.headers.authorization).toBe('token secret')
    expect(storage.requests[0]?.headers.authorization).toBeUndefined()
  })

  test('without a token none is sent, and a zip is asked for as one', async () => {
    const { endpoint, requests } = await serverOf(gives('content'))

    await downloadFromGitHub(
      { ...revision, bundleType: 'zip' },
      undefined,
      join(temporaryFolder(), 'b'),
      options(endpoint),
    )

    expect(requests[0]?.url).toBe('/repos/o/r/zipball/c0ffee')
    expect(requests[0]?.headers.authorization).toBeUndefined()
  })

  test('failures are tried four times and all told', async () => {
    const { endpoint } = await serverOf((_, response) => response.writeHead(404).end())
    pauses.length = 0

    await expect(
      downloadFromGitHub(revision, 'secret', join(temporaryFolder(), 'b'), options(endpoint)),
    ).rejects.toThrow(
      `Could not download bundle at '${endpoint}/repos/o/r/tarball/c0ffee'. Server return codes: 404, 404, 404, 404.`,
    )
    expect(pauses).toEqual([10_000, 30_000, 90_000])
  })
})
