import { createHmac, randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { createLogger, systemClock } from '@towpath/base'
import type { PullRequestChanged, RepositoryPushed } from '@towpath/services/codepipeline/triggers/events.ts'
import type { Store } from '@towpath/storage'
import { temporaryStore } from '@towpath/storage/testing.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { githubWebhooks } from './github-webhooks.ts'
import { webhooksSchema } from './received.ts'

const ID = '7d8f5ef4-0000-4000-8000-000000000001'
const SECRET = 'the-secret-of-the-connection'
const CONNECTION = { account: '123456789012', region: 'us-east-1', connectionArn: 'arn:c', secret: SECRET }
const [BEFORE, AFTER] = ['a'.repeat(40), 'b'.repeat(40)]
const PUSH = { ref: 'refs/heads/main', before: BEFORE, after: AFTER, repository: { full_name: 'octo/cat' } }

let store: Store
let server: Server
let told: (RepositoryPushed | PullRequestChanged)[]
let logged: Record<string, unknown>[]
/** What is thrown at the next event. */
let failure: Error | undefined

beforeEach(async () => {
  store = await temporaryStore([webhooksSchema])
  told = []
  logged = []
  failure = undefined
  const tell = async (event: RepositoryPushed | PullRequestChanged) => {
    if (failure) throw failure
    told.push(event)
  }
  const handler = githubWebhooks({
    store,
    clock: systemClock,
    log: createLogger({ destination: { write: (line) => logged.push(JSON.parse(line)) } }),
    connection: async (id) => (id === ID ? CONNECTION : undefined),
    pushed: tell,
    pullRequest: tell,
  })
  server = createServer((req, res) => {
    Promise.resolve(handler(req, res)).catch(() => res.writeHead(500).end())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await store.close()
})

const port = () => (server.address() as AddressInfo).port

async function send(
  payload: unknown,
  options: { event?: string; secret?: string; delivery?: string; id?: string; headers?: Record<string, string> } = {},
): Promise<number> {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload)
  const { event = 'push', secret = SECRET, delivery = randomUUID(), id = ID, headers } = options
  const signature = createHmac('sha256', secret).update(body).digest('hex')
  const response = await fetch(`http://127.0.0.1:${port()}/webhooks/github/${id}`, {
    method: 'POST',
    headers: {
      'x-github-event': event,
      'x-github-delivery': delivery,
      'x-hub-signature-256': `sha256=${signature}`,
      ...headers,
    },
    body,
  })
  expect(await response.json()).toEqual({ message: expect.any(String) })
  return response.status
}

test('a push that is signed with the secret of its connection is told', async () => {
  expect(await send(PUSH)).toBe(200)

  expect(told).toEqual([
    {
      account: CONNECTION.account,
      origin: { type: 'connection', connectionArn: 'arn:c' },
      repository: 'octo/cat',
      changes: [{ ref: 'refs/heads/main', before: BEFORE, after: AFTER }],
    },
  ])
})

test.each([
  ['a new branch', { before: '0'.repeat(40) }, { before: undefined, after: AFTER }],
  ['a deleted branch', { after: '0'.repeat(40) }, { before: BEFORE, after: undefined }],
  ['a tag', { ref: 'refs/tags/v1' }, { ref: 'refs/tags/v1' }],
  ['a branch named like a flag', { ref: 'refs/heads/--force' }, { ref: 'refs/heads/--force' }],
])('%s is told as such', async (_, more, change) => {
  expect(await send({ ...PUSH, ...more })).toBe(200)

  expect(told).toMatchObject([{ changes: [change] }])
})

test.each([
  ['another secret', { secret: 'wrong' }, 401],
  ['no signature', { headers: { 'x-hub-signature-256': '' } }, 401],
  ['a signature of the old kind', { headers: { 'x-hub-signature-256': 'sha1=0123' } }, 401],
  ['a signature of the wrong length', { headers: { 'x-hub-signature-256': 'sha256=00' } }, 401],
  ['an unknown connection', { id: ID.replace(/1$/, '2') }, 404],
  ['what is no connection', { id: '..%2F..%2Fetc' }, 404],
])('a push with %s is refused and not told', async (_, options, status) => {
  expect(await send(PUSH, options)).toBe(status)

  expect(told).toEqual([])
  expect(JSON.stringify(logged)).not.toContain(SECRET)
})

test('what is refused is logged', async () => {
  await send(PUSH, { secret: 'wrong' })
  await send(PUSH, { id: ID.replace(/1$/, '2') })

  expect(logged).toMatchObject([
    { msg: 'webhook refused', connection: ID, status: 401, ip: expect.any(String) },
    { msg: 'webhook refused', status: 404 },
  ])
})

test('a delivery that is played back is taken once, whatever it calls itself', async () => {
  const delivery = randomUUID()
  await send(PUSH, { delivery })

  expect(await send(PUSH, { delivery })).toBe(200)
  expect(await send(PUSH, { delivery: randomUUID() })).toBe(200)
  expect(await send(PUSH, { delivery: '' })).toBe(200)
  expect(await send({ ...PUSH, again: true }, { delivery })).toBe(200)

  expect(told).toHaveLength(1)
})

test('the same delivery sent many times at once is taken once', async () => {
  const delivery = randomUUID()

  const statuses = await Promise.all(Array.from({ length: 6 }, () => send(PUSH, { delivery })))

  expect(told).toHaveLength(1)
  expect(statuses.every((status) => status === 200 || status === 202)).toBe(true)
})

test('a push that could not be told may be sent again', async () => {
  const delivery = randomUUID()
  failure = new Error('the database is away')
  const first = await send(PUSH, { delivery }).catch(() => 500)
  failure = undefined

  expect(await send(PUSH, { delivery })).toBe(200)

  expect(first).toBe(500)
  expect(told).toHaveLength(1)
})

test('a body larger than GitHub sends is refused, announced or not', async () => {
  const announced = await raw(['Content-Length: 30000000'], '')
  const chunk = `80000\r\n${'x'.repeat(0x80000)}\r\n`
  const unannounced = await raw(['Transfer-Encoding: chunked'], chunk.repeat(52))

  expect(announced).toContain('413')
  expect(unannounced).toContain('413')
  expect(told).toEqual([])
})

test('many bodies that come slowly keep nobody else out', async () => {
  const slow = Array.from({ length: 50 }, () => {
    const socket = connect(port(), '127.0.0.1')
    const head = [`POST /webhooks/github/${ID} HTTP/1.1`, 'Host: x', `X-Hub-Signature-256: sha256=${'0'.repeat(64)}`]
    socket.on('error', () => {}).write(`${[...head, 'Content-Length: 1000'].join('\r\n')}\r\n\r\n{`)
    return socket
  })

  expect(await send(PUSH)).toBe(200)

  for (const socket of slow) socket.destroy()
})

test('a hundred deliveries at once are all taken', async () => {
  const pushes = Array.from({ length: 100 }, (_, n) => ({ ...PUSH, after: n.toString(16).padStart(40, '0') }))

  expect(await Promise.all(pushes.map((push) => send(push)))).toEqual(Array(100).fill(200))

  expect(told).toHaveLength(100)
})

test('for an unknown connection nothing is read', async () => {
  expect(await raw(['Content-Length: 20000000'], '', ID.replace(/1$/, '2'))).toContain('404')
})

/** The first line of the answer to a request written by hand; what is sent after the answer does not matter. */
function raw(headers: string[], body: string, id = ID): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port(), '127.0.0.1')
    const head = [`POST /webhooks/github/${id} HTTP/1.1`, 'Host: x', `X-Hub-Signature-256: sha256=${'0'.repeat(64)}`]
    socket.once('data', (data) => {
      resolve(data.toString('latin1').split('\r\n')[0] ?? '')
      socket.destroy()
    })
    socket.once('error', reject)
    socket.write(`${[...head, ...headers].join('\r\n')}\r\n\r\n${body}`)
  })
}

test.each([
  ['no JSON', 'payload=%7B%7D'],
  ['a list', []],
  ['no repository', { ...PUSH, repository: {} }],
  ['a repository that is a path', { ...PUSH, repository: { full_name: '../../etc' } }],
  ['ids that are none', { ...PUSH, after: 'HEAD' }],
  ['a ref that is none', { ...PUSH, ref: 7 }],
  ['nothing', null],
])('a signed body with %s is refused and not told', async (_, payload) => {
  expect(await send(payload)).toBe(400)

  expect(told).toEqual([])
})

test('a push to something else than a branch or a tag is nothing to tell', async () => {
  expect(await send({ ...PUSH, ref: 'refs/pull/1/head' })).toBe(202)

  expect(told).toEqual([])
})

const PULL = {
  action: 'opened',
  number: 7,
  repository: { full_name: 'octo/cat' },
  pull_request: { head: { ref: 'feature', sha: AFTER }, base: { ref: 'main', sha: BEFORE } },
}

test.each([
  ['opened', 'OPEN'],
  ['reopened', 'OPEN'],
  ['synchronize', 'UPDATED'],
  ['closed', 'CLOSED'],
])('a pull request that is %s is told as %s', async (action, event) => {
  expect(await send({ ...PULL, action }, { event: 'pull_request' })).toBe(200)

  expect(told).toEqual([
    {
      account: CONNECTION.account,
      connectionArn: 'arn:c',
      repository: 'octo/cat',
      number: 7,
      event,
      destinationBranch: 'main',
      sourceBranch: 'feature',
      headCommit: AFTER,
      baseCommit: BEFORE,
    },
  ])
})

test.each(['labeled', 'edited', 'constructor'])('a pull request that is %s is nothing to tell', async (action) => {
  expect(await send({ ...PULL, action }, { event: 'pull_request' })).toBe(202)

  expect(told).toEqual([])
})

test('a ping is answered, and other events are left alone', async () => {
  expect(await send({ zen: 'x' }, { event: 'ping' })).toBe(200)
  expect(await send({}, { event: 'issues' })).toBe(202)

  expect(told).toEqual([])
})
