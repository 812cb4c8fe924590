import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { silentLogger, systemClock } from '@towpath/base'
import { GithubRepository } from '@towpath/git/github/index.ts'
import type { RepositoryPushed } from '@towpath/services/codepipeline/triggers/events.ts'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { githubWebhooks } from '../webhooks/github-webhooks.ts'
import { webhooksSchema } from '../webhooks/received.ts'
import { type GithubServer, githubServer } from './testing.ts'

let server: GithubServer
let receiver: Server
let received: { path: string; headers: IncomingHttpHeaders; body: string }[]
/** What the receiver answers, one after the other; 200 after that. */
let statuses: number[]

beforeEach(async () => {
  server = await githubServer({ delays: [50, 50], schemas: [webhooksSchema] })
  await server.embed('app')
  received = []
  statuses = []
  receiver = createServer(async (req, res) => {
    received.push({ path: req.url ?? '', headers: req.headers, body: await text(req) })
    res.writeHead(statuses.shift() ?? 200, { location: '/redirected' }).end()
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  await server.close()
  receiver.closeAllConnections()
  await new Promise((resolve) => receiver.close(resolve))
})

const repository = () => new GithubRepository({ api: `${server.url}/github`, fetch }, 'towpath/app', 'writer:pw')

const hook = (
  secret = 'shh',
  events = ['push'],
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`,
) => repository().createHook({ url, secret, events })

const arrived = (count: number) => vi.waitFor(() => expect(received.length).toBeGreaterThanOrEqual(count), 10_000)

test('a push is told to the webhooks of its repository, signed, with what it changed', async () => {
  const first = await server.commit('app', { changes: [{ path: 'a', content: '1' }] })
  const made = await hook()
  await arrived(1)

  const second = await server.commit('app', {
    parent: first,
    changes: [
      { path: 'a', content: '2' },
      { path: 'b ü', content: '1' },
    ],
  })

  await arrived(2)
  const [ping, push] = received
  expect(ping?.headers['x-github-event']).toBe('ping')
  expect(push?.headers).toMatchObject({
    'x-github-event': 'push',
    'x-github-hook-id': String(made.id),
    'x-github-delivery': expect.stringMatching(/^[0-9a-f-]{36}$/),
    'x-hub-signature-256': `sha256=${createHmac('sha256', 'shh')
      .update(push?.body ?? '')
      .digest('hex')}`,
  })
  expect(JSON.parse(push?.body ?? '')).toMatchObject({
    ref: 'refs/heads/main',
    before: first,
    after: second,
    forced: false,
    created: false,
    commits: [{ id: second, added: ['b ü'], modified: ['a'], removed: [] }],
    repository: { full_name: 'towpath/app' },
  })
})

test('of more than three tags in one push nothing is told, but of the branch that came with them', async () => {
  const id = await server.commit('app', { changes: [{ path: 'a', content: '1' }] })
  await hook()
  await arrived(1)
  const tags = (count: number, prefix: string) => Array.from({ length: count }, (_, n) => `refs/tags/${prefix}${n}`)

  await server.push('app', id, ['refs/heads/next', ...tags(4, 'many-')])
  await server.push('app', id, tags(3, 'few-'))
  await arrived(5)

  const refs = received.slice(1).map(({ body }) => JSON.parse(body).ref)
  expect(refs).toEqual(['refs/heads/next', ...tags(3, 'few-')])
})

test('a delivery that fails is tried again with the same id, and given up in the end', async () => {
  await hook()
  await arrived(1)
  statuses = [500, 302, 500, 200]

  await server.commit('app', { changes: [{ path: 'a', content: '1' }] })
  await arrived(4)
  await server.commit('app', { branch: 'other', changes: [{ path: 'a', content: '1' }] })
  await arrived(5)

  const ids = received.slice(1).map(({ headers }) => headers['x-github-delivery'])
  expect(new Set(ids.slice(0, 3)).size).toBe(1)
  expect(ids[3]).not.toBe(ids[0])
  expect(received.every(({ path }) => path === '/hook')).toBe(true)
})

test('a webhook that is deleted, or waits for something else, is told nothing', async () => {
  await hook('shh', ['issues'])
  const gone = await hook('shh', ['push'], `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/gone`)
  await repository().deleteHook(gone.id)
  const last = await hook('shh', ['push'], `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/last`)

  await server.commit('app', { changes: [{ path: 'a', content: '1' }] })

  await vi.waitFor(
    () => expect(received.some(({ headers }) => headers['x-github-event'] === 'push')).toBe(true),
    10_000,
  )
  const pushes = received.filter(({ headers }) => headers['x-github-event'] === 'push')
  expect(pushes.map(({ path }) => path)).toEqual(['/last'])
  expect((await repository().hooks()).map(({ id }) => id)).toContain(last.id)
})

test('the secret of a webhook is neither told nor kept in the open', async () => {
  await hook('very-secret')

  const rows = await server.store.db
    .withTables<{ github_hooks: Record<string, unknown> }>()
    .selectFrom('github_hooks')
    .selectAll()
    .execute()
  const listed = await fetch(`${server.url}/github/repos/towpath/app/hooks`, {
    headers: { authorization: 'Bearer writer:pw' },
  })

  expect(JSON.stringify(rows)).not.toContain('very-secret')
  expect(await listed.text()).not.toContain('very-secret')
})

test.each(['ftp://example.test', 'file:///etc/passwd', 'nowhere', 'http://user:pw@example.test'])(
  'a webhook to %s is refused',
  async (url) => {
    await expect(hook('s', ['push'], url)).rejects.toMatchObject({ refused: 'missing' })
  },
)

test('a repository has each webhook once, and not more than twenty', async () => {
  for (let n = 0; n < 20; n += 1) await hook('s', ['issues'], `http://127.0.0.1:9/${n}`)

  await expect(hook('s', ['issues'], 'http://127.0.0.1:9/0')).rejects.toThrow(/422/)
  await expect(hook('s', ['issues'], 'http://127.0.0.1:9/20')).rejects.toThrow(/422/)
})

test('one control plane hears of the pushes of another as if that were GitHub', async () => {
  const id = '7d8f5ef4-0000-4000-8000-000000000001'
  const connection = { account: '123456789012', region: 'us-east-1', connectionArn: 'arn:c', secret: 'shared' }
  const pushed: RepositoryPushed[] = []
  server.mount(
    '/webhooks/github/',
    githubWebhooks({
      store: server.store,
      clock: systemClock,
      log: silentLogger,
      connection: async (asked) => (asked === id ? connection : undefined),
      pushed: async (event) => void pushed.push(event),
      pullRequest: async () => {},
    }),
  )
  await hook('shared', ['push'], `${server.url}/webhooks/github/${id}`)

  const commit = await server.commit('app', { changes: [{ path: 'a', content: '1' }] })

  await vi.waitFor(() => expect(pushed).toHaveLength(1), 10_000)
  expect(pushed[0]).toEqual({
    account: '123456789012',
    origin: { type: 'connection', connectionArn: 'arn:c' },
    repository: 'towpath/app',
    changes: [{ ref: 'refs/heads/main', before: undefined, after: commit }],
  })
})
