import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  CreatePipelineCommand,
  DeletePipelineCommand,
  DeleteWebhookCommand,
  DeregisterWebhookWithThirdPartyCommand,
  ListPipelineExecutionsCommand,
  ListTagsForResourceCommand,
  ListWebhooksCommand,
  PutWebhookCommand,
  RegisterWebhookWithThirdPartyCommand,
  type WebhookDefinition,
} from '@aws-sdk/client-codepipeline'
import { createLogger, randomIds, systemClock, WEBHOOK_LIMITS } from '@towpath/base'
import { expect, test } from 'vitest'
import { type CodepipelineServerOptions, codepipelineServer } from '../testing/codepipeline-server.ts'
import { approvalAction, pipeline, sourceAction } from '../testing/definitions.ts'
import { codepipelineWebhookRoute } from './webhook-route.ts'

const SECRET = 'not-a-real-secret'
const PUSH = { ref: 'refs/heads/main', after: 'c0ffee' }

const githubSource = sourceAction({
  actionTypeId: { category: 'Source', owner: 'ThirdParty', provider: 'GitHub', version: '1' },
  configuration: { Owner: 'acme', Repo: 'web', Branch: 'main', OAuthToken: 'not-a-real-token' },
})

/** The room with the pipeline `web`, and beside it a server that webhooks can be sent to. */
async function hooked(options: CodepipelineServerOptions & { unset?: true } = {}) {
  const server = await codepipelineServer(options)
  const stages = [
    { name: 'Source', actions: [githubSource] },
    { name: 'Approve', actions: [approvalAction()] },
  ]
  const variables = options.unset && [{ name: 'Tag' }]
  const definition = pipeline({ stages, variables })
  await server.pipelines.send(new CreatePipelineCommand({ pipeline: definition }))

  const logged: Record<string, unknown>[] = []
  const log = createLogger({ destination: { write: (line) => logged.push(JSON.parse(line)) } })
  const route = codepipelineWebhookRoute({
    ...server,
    clock: systemClock,
    ids: randomIds,
    sealing: server.deps.sealing,
    log,
  })
  const receiver = createServer(async (req, res) => {
    await route.handler(req, res)
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`
  const client = server.pipelines

  return {
    server,
    client,
    logged,
    origin,
    put: async (change: Partial<WebhookDefinition> = {}) => {
      const webhook = { ...GITHUB, ...change }
      const { webhook: made } = await client.send(new PutWebhookCommand({ webhook }))
      const { pathname } = new URL(made?.url ?? '')
      return `${origin}${pathname}`
    },
    /** Ids of the executions that webhooks have started, newest first. */
    started: async () => {
      const { pipelineExecutionSummaries = [] } = await client.send(
        new ListPipelineExecutionsCommand({ pipelineName: 'web' }),
      )
      return pipelineExecutionSummaries
        .filter(({ trigger }) => trigger?.triggerType === 'Webhook')
        .map(({ pipelineExecutionId }) => pipelineExecutionId)
    },
    listed: async () => (await client.send(new ListWebhooksCommand({}))).webhooks ?? [],
    async [Symbol.asyncDispose]() {
      receiver.close()
      receiver.closeAllConnections()
      await server[Symbol.asyncDispose]()
    },
  }
}

const GITHUB: WebhookDefinition = {
  name: 'hook',
  targetPipeline: 'web',
  targetAction: 'Source',
  filters: [{ jsonPath: '$.ref', matchEquals: 'refs/heads/{Branch}' }],
  authentication: 'GITHUB_HMAC',
  authenticationConfiguration: { SecretToken: SECRET },
}
const OPEN: Partial<WebhookDefinition> = { authentication: 'UNAUTHENTICATED', authenticationConfiguration: {} }

const hmac = (body: string) => `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`

/** Sends an event as GitHub does, signed unless other headers say otherwise. */
async function send(url: string, event: unknown = PUSH, headers: Record<string, string> = {}) {
  const body = typeof event === 'string' ? event : JSON.stringify(event)
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: { 'Content-Type': 'application/json', 'X-Hub-Signature-256': hmac(body), ...headers },
  })
  return { status: response.status, ...((await response.json()) as { message: string; pipelineExecutionId?: string }) }
}

test('a signed push of the branch starts an execution, which says what triggered it', async () => {
  await using web = await hooked()
  const url = await web.put()

  const answer = await send(url, PUSH, { 'X-GitHub-Delivery': 'd1' })

  expect(answer).toMatchObject({ status: 200, message: 'Started' })
  expect(await web.started()).toEqual([answer.pipelineExecutionId])
  const { pipelineExecutionSummaries } = await web.client.send(
    new ListPipelineExecutionsCommand({ pipelineName: 'web' }),
  )
  expect(pipelineExecutionSummaries?.[0]?.trigger).toEqual({
    triggerType: 'Webhook',
    triggerDetail: 'arn:aws:codepipeline:us-east-1:123456789012:webhook:hook',
  })
  expect((await web.listed())[0]?.lastTriggered).toBeInstanceOf(Date)
  expect(web.logged.at(-1)).toMatchObject({ msg: 'webhook called', outcome: 'Started', delivery: 'd1' })
})

test('a push sent as a form is understood', async () => {
  await using web = await hooked()
  const url = await web.put()

  const body = new URLSearchParams({ payload: JSON.stringify(PUSH) }).toString()
  const answer = await send(url, body, { 'Content-Type': 'application/x-www-form-urlencoded' })

  expect(answer).toMatchObject({ status: 200, message: 'Started' })
})

test.each([
  ['another branch', { ref: 'refs/heads/dev' }],
  ['no branch at all', {}],
  ['what is no object', 7],
])('%s is answered, and starts nothing', async (_, event) => {
  await using web = await hooked()
  const url = await web.put()

  const answer = await send(url, event)

  expect(answer).toMatchObject({ status: 200, message: expect.stringContaining('filters') })
  expect(await web.started()).toEqual([])
})

test.each<[string, Record<string, string>]>([
  ['a wrong signature', { 'X-Hub-Signature-256': `sha256=${'0'.repeat(64)}` }],
  ['an empty signature', { 'X-Hub-Signature-256': '' }],
])('%s is refused, logged, and starts nothing', async (_, headers) => {
  await using web = await hooked()
  const url = await web.put()

  const answer = await send(url, PUSH, headers)

  expect(answer.status).toBe(403)
  expect(await web.started()).toEqual([])
  expect(web.logged.at(-1)).toMatchObject({ msg: 'webhook refused', status: 403, webhook: expect.any(String) })
  expect(JSON.stringify(web.logged)).not.toContain(SECRET)
  expect(JSON.stringify(web.logged)).not.toContain(new URL(url).pathname.split('/').at(-1))
})

test('a delivery that is sent again starts nothing, even under another id', async () => {
  await using web = await hooked()
  const url = await web.put()
  await send(url, PUSH, { 'X-GitHub-Delivery': 'd1' })

  const sameId = await send(url, { ...PUSH, after: 'beef' }, { 'X-GitHub-Delivery': 'd1' })
  const otherId = await send(url, PUSH, { 'X-GitHub-Delivery': 'd2' })
  const withoutId = await send(url, PUSH)

  for (const answer of [sameId, otherId, withoutId]) {
    expect(answer).toMatchObject({ status: 200, message: expect.stringContaining('taken before') })
  }
  expect(await web.started()).toHaveLength(1)
})

test('where nothing is signed only the id of a delivery tells a repetition', async () => {
  await using web = await hooked()
  const url = await web.put(OPEN)

  await send(url, PUSH, { 'X-GitHub-Delivery': 'd1' })
  await send(url, PUSH, { 'X-GitHub-Delivery': 'd1' })
  await send(url, PUSH)
  await send(url, PUSH)

  expect(await web.started()).toHaveLength(3)
})

test.each([
  ['127.0.0.0/8', 200],
  ['192.0.2.0/24', 403],
])('callers in the range %s are answered %d', async (AllowedIPRange, status) => {
  await using web = await hooked()
  const url = await web.put({ authentication: 'IP', authenticationConfiguration: { AllowedIPRange } })

  expect((await send(url)).status).toBe(status)
  expect(await web.started()).toHaveLength(status === 200 ? 1 : 0)
})

test('a body of 1 MB is read, and of one that is larger no more than that', async () => {
  await using web = await hooked()
  const url = await web.put()
  const ofSize = (size: number) => {
    const bare = JSON.stringify({ ...PUSH, fill: '' })
    return JSON.stringify({ ...PUSH, fill: 'x'.repeat(size - bare.length) })
  }

  const fits = await send(url, ofSize(WEBHOOK_LIMITS.each))
  const announced = await send(url, ofSize(WEBHOOK_LIMITS.each + 1))
  const streamed = await fetch(url, { method: 'POST', body: endless(), duplex: 'half' } as RequestInit)

  expect(fits.status).toBe(200)
  expect(announced.status).toBe(413)
  expect(streamed.status).toBe(413)
  expect(await web.started()).toHaveLength(1)
})

/** Bytes for as long as somebody takes them. */
function endless(): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      controller.enqueue(new Uint8Array(64 * 1024))
      await new Promise((resolve) => setTimeout(resolve, 1))
    },
  })
}

test('what is no JSON, no POST or no webhook is refused', async () => {
  await using web = await hooked()
  const url = await web.put()

  expect((await send(url, '{"ref":')).status).toBe(400)
  expect((await fetch(url)).status).toBe(405)
  const unknown = await send(`${url}x`)
  expect(unknown.status).toBe(404)
  expect(web.logged.at(-1)).toMatchObject({ msg: 'webhook refused', status: 404 })
  expect((await send(`${web.origin}/webhooks/codepipeline/`)).status).toBe(404)
})

test('an event that cannot start the pipeline shows at the webhook, and may be sent again', async () => {
  await using web = await hooked({ unset: true })
  const url = await web.put()

  const first = await send(url)
  const second = await send(url)

  expect(first).toMatchObject({ status: 409, message: expect.stringContaining("'Tag' has no default") })
  expect(second.status).toBe(409)
  expect(await web.listed()).toMatchObject([
    { errorCode: 'ValidationException', errorMessage: expect.stringContaining('Tag') },
  ])
})

test('a webhook whose pipeline was deleted starts nothing', async () => {
  await using web = await hooked()
  const url = await web.put()
  await web.client.send(new DeletePipelineCommand({ name: 'web' }))

  expect(await send(url)).toMatchObject({ status: 200, message: expect.stringContaining('Ignored') })
})

test('webhooks are listed page by page, with their secret masked and their tags', async () => {
  await using web = await hooked()
  const tags = [{ key: 'team', value: 'web' }]
  for (const name of ['b', 'a']) {
    await web.client.send(new PutWebhookCommand({ webhook: { ...GITHUB, name }, tags }))
  }

  const first = await web.client.send(new ListWebhooksCommand({ MaxResults: 1 }))
  const second = await web.client.send(new ListWebhooksCommand({ MaxResults: 1, NextToken: first.NextToken }))

  const arn = 'arn:aws:codepipeline:us-east-1:123456789012:webhook:a'
  expect(first.webhooks).toEqual([
    {
      definition: { ...GITHUB, name: 'a', authenticationConfiguration: { SecretToken: '****' } },
      url: expect.stringMatching(/\/webhooks\/codepipeline\/[A-Za-z0-9]{43}$/),
      arn,
      tags,
    },
  ])
  expect(second.webhooks?.map(({ definition }) => definition?.name)).toEqual(['b'])
  expect(second.NextToken).toBeUndefined()
  const listed = await web.client.send(new ListTagsForResourceCommand({ resourceArn: arn }))
  expect(listed.tags).toEqual(tags)
})

test('a webhook that is put again keeps its address and its secret; one that is made again has another', async () => {
  await using web = await hooked()
  const first = await web.put()

  const again = await web.put({ filters: [], authenticationConfiguration: { SecretToken: '****' } })
  const answer = await send(again, { ref: 'refs/heads/any' })
  await web.client.send(new DeleteWebhookCommand({ name: 'hook' }))
  await web.client.send(new DeleteWebhookCommand({ name: 'hook' }))
  const gone = await send(first)
  const anew = await web.put()

  expect(again).toBe(first)
  expect(answer.message).toBe('Started')
  expect(gone.status).toBe(404)
  expect(anew).not.toBe(first)
})

test.each<[string, Partial<WebhookDefinition>, string]>([
  ['a pipeline that is not there', { targetPipeline: 'nope' }, 'PipelineNotFoundException'],
  ['an action that is no source', { targetAction: 'Approve' }, 'ValidationException'],
  ['a filter that searches', { filters: [{ jsonPath: '$..ref' }] }, 'InvalidWebhookFilterPatternException'],
  ['a secret that is missing', { authenticationConfiguration: {} }, 'InvalidWebhookAuthenticationParametersException'],
])('%s is refused', async (_, change, name) => {
  await using web = await hooked()

  await expect(web.put(change)).rejects.toMatchObject({ name })
  expect(await web.listed()).toEqual([])
})

test('a webhook is made known to GitHub with the token of its action, and taken away again', async () => {
  const asked: unknown[] = []
  const githubHooks = {
    register: async ({ signal: _, ...hook }: object & { signal: AbortSignal }) => {
      asked.push(hook)
      return { hookId: '42' }
    },
    remove: async ({ signal: _, ...hook }: object & { signal: AbortSignal }) => {
      asked.push(hook)
      return undefined
    },
  }
  await using web = await hooked({ deps: { githubHooks } })
  const url = await web.put()
  const webhookName = 'hook'

  await web.client.send(new RegisterWebhookWithThirdPartyCommand({ webhookName }))
  await web.client.send(new DeregisterWebhookWithThirdPartyCommand({ webhookName }))
  await web.client.send(new DeregisterWebhookWithThirdPartyCommand({ webhookName }))

  const repository = {
    account: '123456789012',
    region: 'us-east-1',
    repository: 'acme/web',
    token: 'not-a-real-token',
  }
  expect(asked).toEqual([
    { ...repository, secret: SECRET, url: url.replace(web.origin, web.server.endpoint) },
    { ...repository, hookId: '42' },
  ])
  expect((await web.listed())[0]?.errorCode).toBeUndefined()
})

test('what GitHub says against it shows at the webhook', async () => {
  await using web = await hooked()
  await web.put()

  await web.client.send(new RegisterWebhookWithThirdPartyCommand({ webhookName: 'hook' }))

  expect(await web.listed()).toMatchObject([
    { errorCode: 'ThirdPartyUnavailable', errorMessage: 'There is no GitHub here' },
  ])
})

test('a webhook that is unknown cannot be registered', async () => {
  await using web = await hooked()

  const answer = web.client.send(new RegisterWebhookWithThirdPartyCommand({ webhookName: 'nope' }))

  await expect(answer).rejects.toMatchObject({ name: 'WebhookNotFoundException' })
})
