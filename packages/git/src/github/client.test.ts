import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { tarball, zipEntries } from '../testing.ts'
import { Etags, GithubRepository } from './index.ts'

const COMMIT = 'a'.repeat(40)
const TOKEN = 'the-token-itself'
const LIMITS = { maxBytes: 1_000_000, maxFiles: 100 }

interface Asked {
  line: string
  token?: string
  etag?: string
  body: string
}

/** Two hosts that stand in for GitHub and for where it redirects to. */
let hosts: { server: Server; url: string; requests: Asked[] }[]
let answer: (req: IncomingMessage, res: ServerResponse, host: number) => void

beforeEach(async () => {
  hosts = await Promise.all([0, 1].map(host))
})
afterEach(async () => {
  for (const { server } of hosts) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

async function host(index: number) {
  const requests: Asked[] = []
  const server = createServer(async (req, res) => {
    const { authorization: token, 'if-none-match': etag } = req.headers
    requests.push({ line: `${req.method} ${req.url}`, token, etag, body: await text(req) })
    answer(req, res, index)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, requests, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

function github(options: { token?: string; timeout?: number } = { token: TOKEN }): GithubRepository {
  const site = { api: `${hosts[0]?.url}/api/v3`, fetch, timeout: options.timeout }
  return new GithubRepository(site, 'octo/cat', options.token)
}

const json = (res: ServerResponse, value: unknown, status = 200) => res.writeHead(status).end(JSON.stringify(value))
const lines = (index: number) => hosts[index]?.requests.map(({ line }) => line)

const shown = {
  sha: COMMIT,
  html_url: 'https://github.test/octo/cat/commit/a',
  commit: {
    message: 'Say hello',
    author: { name: 'Ada', email: 'ada@example.test', date: '2026-11-22T04:00:00Z' },
    committer: { date: '2026-11-22T05:00:00Z' },
  },
}

test.each([
  [{ branch: '--upload-pack=evil/ü#?' }, 'heads%2F--upload-pack%3Devil%2F%C3%BC%23%3F'],
  [{ tag: 'v1' }, 'tags%2Fv1'],
  [{ commit: COMMIT }, COMMIT],
])('the commit of %j is asked for below the base address, with the token', async (ref, path) => {
  answer = (_, res) => json(res, shown)

  const commit = await github().commit(ref)

  expect(commit).toEqual({
    id: COMMIT,
    message: 'Say hello',
    author: { name: 'Ada', email: 'ada@example.test' },
    committedAt: Date.parse('2026-11-22T05:00:00Z'),
    url: shown.html_url,
  })
  expect(hosts[0]?.requests[0]).toMatchObject({
    line: `GET /api/v3/repos/octo/cat/commits/${path}?per_page=1`,
    token: `Bearer ${TOKEN}`,
  })
})

test('a redirect to another host is followed without the token, and the archive has nothing above its root', async () => {
  const archive = await tarball({ name: 'octo-cat-aaaaaaa/app.txt', content: 'hello' })
  answer = (_, res, index) =>
    index === 0 ? res.writeHead(302, { location: `${hosts[1]?.url}/codeload` }).end() : res.writeHead(200).end(archive)

  const zip = zipEntries(Buffer.concat(await (await github().zip(COMMIT, LIMITS)).toArray()))

  expect(zip.get('app.txt')?.text).toBe('hello')
  expect(zip.size).toBe(1)
  expect(hosts[1]?.requests).toEqual([{ line: 'GET /codeload', token: undefined, etag: undefined, body: '' }])
})

test('a renamed repository of the same host gets the token, and a status is sent again there', async () => {
  answer = (req, res) =>
    req.url?.startsWith('/api/v3/repos') ? res.writeHead(307, { location: '/renamed' }).end() : json(res, {}, 201)

  await github().createStatus(COMMIT, { state: 'success', context: 'ci', description: 'd'.repeat(200) })

  expect(hosts[0]?.requests[1]).toMatchObject({ line: 'POST /renamed', token: `Bearer ${TOKEN}` })
  expect(JSON.parse(hosts[0]?.requests[1]?.body ?? '')).toEqual({
    state: 'success',
    context: 'ci',
    description: 'd'.repeat(140),
  })
})

test('what is written is not carried to another host', async () => {
  answer = (_, res) => res.writeHead(307, { location: `${hosts[1]?.url}/elsewhere` }).end()

  const hook = github().createHook({ url: 'https://ours.test', secret: 'hook-secret', events: ['push'] })

  await expect(hook).rejects.toMatchObject({ refused: 'denied' })
  expect(lines(1)).toEqual([])
})

test('redirects without end, or to no web address, are given up', async () => {
  answer = (req, res) => res.writeHead(302, { location: req.url }).end()
  await expect(github().commit({ tag: 'v1' })).rejects.toThrow(/redirects more than 5 times/)

  answer = (_, res) => res.writeHead(302, { location: 'file:///etc/passwd' }).end()
  await expect(github().commit({ tag: 'v1' })).rejects.toThrow(/no web address/)
})

test.each([
  [404, {}, 'missing', /may read the repository/],
  [401, {}, 'denied', /does not know the token/],
  [403, {}, 'denied', /not allowed/],
  [403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1795320000' }, 'unavailable', /until 2026-11-22T/],
  [403, { 'retry-after': '60' }, 'unavailable', /wait 60 s/],
  [429, {}, 'unavailable', /limit of requests/],
  [409, {}, 'conflict', /empty/],
  [422, {}, 'missing', /no such commit/],
  [502, {}, 'unavailable', /502/],
])('an answer %i with %j is %s, and never tells the token', async (status, headers, refused, message) => {
  answer = (_, res) => res.writeHead(status, headers).end(`no: ${TOKEN}`)

  const error = await github()
    .commit({ branch: 'main' })
    .catch((reason: unknown) => reason)

  expect(error).toMatchObject({ refused, message: expect.stringMatching(message) })
  expect((error as Error).message).toContain('branch main of octo/cat')
  expect((error as Error).message).not.toContain(TOKEN)
})

test('without a token, what is not there may be private', async () => {
  answer = (_, res) => res.writeHead(404).end()

  await expect(github({}).commit({ branch: 'main' })).rejects.toThrow(/If the repository is private, give a token/)
  expect(hosts[0]?.requests[0]?.token).toBeUndefined()
})

test.each([
  ['no JSON', '<html>'],
  ['not what it should be', '{"sha":"HEAD"}'],
  ['larger than anybody needs', `"${'x'.repeat(17 * 1024 * 1024)}"`],
])('an answer that is %s is a refusal', async (_, body) => {
  answer = (_req, res) => res.writeHead(200).end(body)

  await expect(github().commit({ branch: 'main' })).rejects.toMatchObject({ refused: 'unavailable' })
})

test('a host that does not answer is given up, and so is one that stops in the middle of an archive', async () => {
  answer = () => {}
  await expect(github({ timeout: 100 }).commit({ branch: 'main' })).rejects.toMatchObject({ refused: 'unavailable' })

  answer = (_, res) => res.writeHead(200).write(gzipSync('x').subarray(0, 12))
  const zip = await github({ timeout: 100 }).zip(COMMIT, LIMITS)
  await expect(zip.toArray()).rejects.toThrow()
})

test('who gives up waiting gets his own reason', async () => {
  answer = () => {}
  const gone = new AbortController()
  const asked = github().commit({ branch: 'main' }, gone.signal)

  gone.abort(new Error('the pipeline was stopped'))

  await expect(asked).rejects.toThrow('the pipeline was stopped')
})

test('what was seen is not sent again while it is still right, and never told to another token', async () => {
  let etag = '"one"'
  answer = (req, res) => {
    if (req.headers['if-none-match'] === etag) res.writeHead(304).end()
    else res.writeHead(200, { etag }).end(JSON.stringify({ ...shown, commit: { message: etag } }))
  }
  const site = { api: `${hosts[0]?.url}/api/v3`, fetch, etags: new Etags() }
  const message = async (token: string) =>
    (await new GithubRepository(site, 'octo/cat', token).commit({ branch: 'main' })).message
  const seen = [await message('a'), await message('a'), await message('b')]

  etag = '"two"'
  seen.push(await message('a'), await message('a'))

  expect(seen).toEqual(['"one"', '"one"', '"one"', '"two"', '"two"'])
  const asked = hosts[0]?.requests.map(({ etag: sent }) => sent)
  expect(asked).toEqual([undefined, '"one"', undefined, '"one"', '"two"'])
})

test.each(['..', '../../user', 'main', 'A'.repeat(40), ''])(
  '%j is no id of a commit, and nobody is asked',
  async (id) => {
    const other = 'b'.repeat(40)
    const status = { state: 'error' as const, context: 'c', description: '' }

    await expect(github().commit({ commit: id })).rejects.toMatchObject({ refused: 'missing' })
    await expect(github().tarball(id)).rejects.toMatchObject({ refused: 'missing' })
    await expect(github().changedFiles(other, id)).rejects.toMatchObject({ refused: 'missing' })
    await expect(github().createStatus(id, status)).rejects.toMatchObject({ refused: 'missing' })
    expect(hosts[0]?.requests).toEqual([])
  },
)

test('changed files have both names of what was renamed', async () => {
  answer = (_, res) => json(res, { files: [{ filename: 'b', previous_filename: 'a' }, { filename: 'c' }] })

  expect(await github().changedFiles(COMMIT, 'b'.repeat(40))).toEqual(['b', 'a', 'c'])
})

test('webhooks are made, listed and deleted, and one that is gone is no error', async () => {
  const hook = { id: 7, active: true, events: ['push'], config: { url: 'https://ours.test/hook' } }
  answer = (req, res) => {
    if (req.method === 'DELETE') res.writeHead(404).end()
    else json(res, req.method === 'POST' ? hook : [hook], 201)
  }

  const made = await github().createHook({ url: 'https://ours.test/hook', secret: 's3', events: ['push'] })
  const listed = await github().hooks()
  await github().deleteHook(7)

  expect(made).toEqual({ id: 7, url: 'https://ours.test/hook', events: ['push'], active: true })
  expect(listed).toEqual([made])
  expect(JSON.parse(hosts[0]?.requests[0]?.body ?? '')).toMatchObject({
    events: ['push'],
    config: { secret: 's3', content_type: 'json' },
  })
})

test.each(['octo', 'octo/cat/x', '../cat', 'octo/..', 'octo/c%2f', '-o/x'])('%j is no repository', (name) => {
  const site = { api: 'http://127.0.0.1:1', fetch }

  expect(() => new GithubRepository(site, name)).toThrow(/is not OWNER\/REPO/)
})
