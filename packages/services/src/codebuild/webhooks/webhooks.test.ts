import { createHmac, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  BatchGetBuildsCommand,
  BatchGetProjectsCommand,
  CreateWebhookCommand,
  type CreateWebhookInput,
  DeleteProjectCommand,
  DeleteWebhookCommand,
  ImportSourceCredentialsCommand,
  ListBuildBatchesCommand,
  ListBuildsCommand,
  UpdateWebhookCommand,
} from '@aws-sdk/client-codebuild'
import { createLogger, randomIds, systemClock, WEBHOOK_LIMITS } from '@towpath/base'
import { expect, test } from 'vitest'
import { batchServer } from '../batch-runs/testing.ts'
import type { HookRefusal, RepositoryHooks } from '../ports/repository-hooks.ts'
import { webhookChores } from './chores.ts'
import { codebuildWebhookRoute } from './webhook-route.ts'

const PUSH = {
  ref: 'refs/heads/main',
  after: 'a'.repeat(40),
  repository: { full_name: 'example/web' },
  sender: { id: 42 },
}
const SPEC = 'version: 0.2\nbatch: {build-list: [{identifier: a}]}\nphases: {build: {commands: [ls]}}'

/** The room with project `web`, a GitHub that knows hooks, and a server that deliveries can be sent to. */
async function hooked(options: { refusal?: HookRefusal; alone?: true } = {}) {
  const registered: Parameters<RepositoryHooks['register']>[0][] = []
  const removed: string[] = []
  const repositoryHooks: RepositoryHooks = {
    async register(asked) {
      if (options.refusal) return options.refusal
      registered.push(asked)
      return { hookId: String(registered.length), hookUrl: `https://api.example/hooks/${registered.length}` }
    },
    async remove({ hookId }) {
      removed.push(hookId)
      return undefined
    },
  }
  const server = await batchServer({ deps: options.alone ? {} : { repositoryHooks } })
  await server.project(SPEC)
  const credentials = {
    token: randomBytes(8).toString('hex'),
    serverType: 'GITHUB',
    authType: 'PERSONAL_ACCESS_TOKEN',
  } as const
  await server.build.send(new ImportSourceCredentialsCommand(credentials))

  const logged: Record<string, unknown>[] = []
  const log = createLogger({ destination: { write: (line) => logged.push(JSON.parse(line)) } })
  const route = codebuildWebhookRoute({ ...server, clock: systemClock, ids: randomIds, log })
  const receiver = createServer(async (req, res) => {
    await route.handler(req, res)
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`
  const create = async (change: Partial<CreateWebhookInput> = {}) => {
    const { webhook } = await server.build.send(new CreateWebhookCommand({ projectName: 'web', ...change }))
    const { pathname } = new URL(webhook?.payloadUrl ?? '')
    return { webhook, url: `${origin}${pathname}`, secret: webhook?.secret ?? '' }
  }
  return {
    server,
    client: server.build,
    registered,
    removed,
    logged,
    origin,
    token: credentials.token,
    create,
    builds: async () => (await server.build.send(new ListBuildsCommand({}))).ids ?? [],
    async [Symbol.asyncDispose]() {
      receiver.close()
      receiver.closeAllConnections()
      await server[Symbol.asyncDispose]()
    },
  }
}

/** Sends an event as GitHub does. */
async function send(
  { url, secret }: { url: string; secret: string },
  event: unknown = PUSH,
  headers: Record<string, string> = {},
) {
  const body = typeof event === 'string' ? event : JSON.stringify(event)
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: { 'X-GitHub-Event': 'push', 'X-Hub-Signature-256': signature, ...headers },
  })
  return { status: response.status, ...((await response.json()) as { message: string; id?: string }) }
}

test('a webhook is made known to GitHub, and its address and secret are told once', async () => {
  await using room = await hooked()

  const { webhook } = await room.create({
    filterGroups: [[{ type: 'EVENT', pattern: 'PUSH, RELEASED' }]],
  })

  expect(webhook).toMatchObject({
    url: 'https://api.example/hooks/1',
    payloadUrl: expect.stringMatching(/^http:.*\/webhooks\/codebuild\/[A-Za-z0-9]{43}$/),
    secret: expect.stringMatching(/^[A-Za-z0-9]{43}$/),
    buildType: 'BUILD',
    status: 'ACTIVE',
    lastModifiedSecret: expect.any(Date),
  })
  expect(room.registered).toMatchObject([
    {
      repository: 'example/web',
      location: 'https://github.com/example/web.git',
      token: room.token,
      url: webhook?.payloadUrl,
      secret: webhook?.secret,
      events: ['push', 'release'],
    },
  ])
  const { projects } = await room.client.send(new BatchGetProjectsCommand({ names: ['web'] }))
  expect(projects?.[0]?.webhook).toEqual({ ...webhook, secret: undefined })
  const rows = await room.server.store.db
    .withTables<{ codebuild_webhooks: { sealed: string; settings: string } }>()
    .selectFrom('codebuild_webhooks')
    .selectAll()
    .execute()
  expect(JSON.stringify(rows)).not.toContain(webhook?.secret)
})

test('a signed push starts a build of its commit', async () => {
  await using room = await hooked()
  const hook = await room.create()

  const answer = await send(hook, PUSH, { 'X-GitHub-Delivery': 'd1' })

  expect(answer).toMatchObject({ status: 200, message: 'Started', id: expect.stringMatching(/^web:/) })
  const { builds } = await room.client.send(new BatchGetBuildsCommand({ ids: [answer.id ?? ''] }))
  expect(builds).toMatchObject([
    { sourceVersion: PUSH.after, initiator: expect.stringMatching(/^GitHub-Hookshot\/[0-9a-f]{7}$/) },
  ])
  expect(room.logged).toMatchObject([{ status: 200, delivery: 'd1', id: answer.id }])
  expect(JSON.stringify(room.logged)).not.toContain(hook.secret)
})

test('a delivery that is sent again starts nothing, whatever id it is given', async () => {
  await using room = await hooked()
  const hook = await room.create()
  await send(hook, PUSH, { 'X-GitHub-Delivery': 'd1' })

  const again = await send(hook, PUSH, { 'X-GitHub-Delivery': 'd1' })
  const renamed = await send(hook, PUSH, { 'X-GitHub-Delivery': 'd2' })
  const next = await send(hook, { ...PUSH, after: 'b'.repeat(40) }, { 'X-GitHub-Delivery': 'd1' })

  for (const { status, message } of [again, renamed, next]) {
    expect([status, message]).toEqual([200, 'Ignored: this delivery was taken before'])
  }
  expect(await room.builds()).toHaveLength(1)
  const [chore] = webhookChores(room.server)
  await chore?.lot(Date.now() + 31 * 86_400_000)
  expect(await send(hook, PUSH)).toMatchObject({ message: 'Started' })
})

test.each<[string, unknown, Record<string, string>, number]>([
  ['without a signature', PUSH, { 'X-Hub-Signature-256': '' }, 403],
  ['with a wrong signature', PUSH, { 'X-Hub-Signature-256': `sha256=${'0'.repeat(64)}` }, 403],
  ['that is no JSON', 'ref=main', {}, 400],
  ['that is too large', 'x'.repeat(WEBHOOK_LIMITS.each + 1), {}, 413],
])('a delivery %s is refused', async (_what, event, headers, status) => {
  await using room = await hooked()

  const answer = await send(await room.create(), event, headers)

  expect(answer.status).toBe(status)
  expect(await room.builds()).toEqual([])
})

test('a body that tells no length is read no further than the limit', async () => {
  await using room = await hooked()
  const { url } = await room.create()
  let sent = 0
  const body = new ReadableStream({
    pull(controller) {
      sent += 65_536
      if (sent > 64 * WEBHOOK_LIMITS.each) controller.close()
      else controller.enqueue(new Uint8Array(65_536))
    },
  })

  const status = await fetch(url, { method: 'POST', body, duplex: 'half' } as RequestInit).then(
    (response) => response.status,
    () => 'cut off',
  )

  expect([413, 'cut off']).toContain(status)
  expect(sent).toBeLessThan(64 * WEBHOOK_LIMITS.each)
})

test.each<[string, unknown, Record<string, string>, RegExp]>([
  ['of another repository', { ...PUSH, repository: { full_name: 'evil/web' } }, {}, /not the repository/],
  ['of a deleted branch', { ...PUSH, deleted: true }, {}, /builds nothing/],
  ['that says hello', { zen: 'x' }, { 'X-GitHub-Event': 'ping' }, /Pong/],
  ['that filters hold back', { ...PUSH, ref: 'refs/heads/dev' }, {}, /filters/],
])('a delivery %s builds nothing', async (_what, event, headers, message) => {
  await using room = await hooked()
  const filters = [
    { type: 'EVENT', pattern: 'PUSH' },
    { type: 'HEAD_REF', pattern: 'main' },
  ] as const

  const answer = await send(await room.create({ filterGroups: [[...filters]] }), event, headers)

  expect(answer).toMatchObject({ status: 200, message: expect.stringMatching(message) })
  expect(await room.builds()).toEqual([])
})

test('a pull request of a fork waits for an approval unless all are welcome', async () => {
  await using room = await hooked()
  const hook = await room.create()
  const pull_request = { number: 5, head: { ref: 'x', repo: { full_name: 'evil/web' } }, base: { ref: 'main' } }
  const event = { action: 'opened', repository: PUSH.repository, pull_request }
  const headers = { 'X-GitHub-Event': 'pull_request' }

  expect(await send(hook, event, headers)).toMatchObject({ message: expect.stringMatching(/approval/) })
  const pullRequestBuildPolicy = { requiresCommentApproval: 'DISABLED' } as const
  await room.client.send(new UpdateWebhookCommand({ projectName: 'web', pullRequestBuildPolicy }))

  const answer = await send(hook, event, headers)
  const { builds } = await room.client.send(new BatchGetBuildsCommand({ ids: [answer.id ?? ''] }))
  expect(builds).toMatchObject([{ sourceVersion: 'pr/5' }])
})

test('a webhook of batches starts a batch', async () => {
  await using room = await hooked()

  const answer = await send(await room.create({ buildType: 'BUILD_BATCH' }))

  expect(answer).toMatchObject({ message: 'Started' })
  expect((await room.client.send(new ListBuildBatchesCommand({}))).ids).toEqual([answer.id])
})

test('a secret that was changed is the only one that counts', async () => {
  await using room = await hooked()
  const hook = await room.create()

  const update = new UpdateWebhookCommand({ projectName: 'web', rotateSecret: true, branchFilter: '^main$' })
  const { webhook } = await room.client.send(update)

  expect(webhook).toMatchObject({ branchFilter: '^main$', payloadUrl: expect.any(String) })
  expect(webhook?.secret).not.toBe(hook.secret)
  expect(room.registered.at(-1)).toMatchObject({ secret: webhook?.secret })
  expect(await send(hook)).toMatchObject({ status: 403 })
  expect(await send({ url: hook.url, secret: webhook?.secret ?? '' })).toMatchObject({ message: 'Started' })
})

test('a webhook that is deleted, or whose project is, answers no more', async () => {
  await using room = await hooked()
  const first = await room.create()
  await room.client.send(new DeleteWebhookCommand({ projectName: 'web' }))

  expect(await send(first)).toMatchObject({ status: 404 })
  expect(room.removed).toEqual(['1'])
  const again = room.client.send(new DeleteWebhookCommand({ projectName: 'web' }))
  await expect(again).rejects.toMatchObject({ name: 'ResourceNotFoundException' })

  const second = await room.create()
  expect(second.url).not.toBe(first.url)
  await room.client.send(new DeleteProjectCommand({ name: 'web' }))
  expect(await send(second)).toMatchObject({ status: 404 })
})

test('a webhook that is set up by hand needs no GitHub', async () => {
  await using room = await hooked({ alone: true })

  await expect(room.create()).rejects.toMatchObject({ message: expect.stringMatching(/manualCreation/) })
  const hook = await room.create({ manualCreation: true })

  expect(hook.webhook?.url).toBeUndefined()
  expect(await send(hook)).toMatchObject({ message: 'Started' })
})

test('what GitHub refuses is told, and leaves no webhook behind', async () => {
  await using room = await hooked({ refusal: { refused: 'denied', message: 'Bad credentials' } })

  await expect(room.create()).rejects.toMatchObject({ name: 'OAuthProviderException', message: 'Bad credentials' })

  const { projects } = await room.client.send(new BatchGetProjectsCommand({ names: ['web'] }))
  expect(projects?.[0]?.webhook).toBeUndefined()
})

test('a project has one webhook', async () => {
  await using room = await hooked()
  await room.create()

  await expect(room.create()).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' })
})
