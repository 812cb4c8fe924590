import { createHmac, randomUUID } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import {
  CreateProjectCommand,
  CreateWebhookCommand,
  ImportSourceCredentialsCommand,
  ListBuildsCommand,
} from '@aws-sdk/client-codebuild'
import { type ActionDeclaration, CreatePipelineCommand, PutWebhookCommand } from '@aws-sdk/client-codepipeline'
import { until } from '@towpath/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { handSigned, send } from './support/by-hand.ts'
import { deliver } from './support/deliveries.ts'
import { ARTIFACTS, approvalStage, type Delivery, delivery } from './support/delivery.ts'
import { completeConnection, type Github, startGithub } from './support/github.ts'
import { residentBytes } from './support/memory.ts'

const MB = 1024 * 1024
/** What is held of bodies at once, in all three places together, and as much again for what is made of them. */
const MEMORY = 2 * (64 + 32 + 32) * MB

interface Place {
  url: string
  secret: string
  /** Of a signature that is missing or wrong. */
  refused: number
  /** Largest body. */
  largest: number
}
const PLACES = ['github', 'codepipeline', 'codebuild'] as const
type Name = (typeof PLACES)[number]

let github: Github
let here: Delivery
let places: Record<Name, Place>
/** Everything that is there before anybody is hostile. */
let begun: string[]

beforeAll(async () => {
  github = await startGithub()
  here = await delivery({ environment: { TOWPATH_GITHUB_API: github.url } })
  await github.repository('shop', { 'app.txt': 'one\n' })
  const connectionArn = await createConnection()
  const connection = await completeConnection(here.world.plane, connectionArn, github.token)
  const source = (provider: string, owner: 'AWS' | 'ThirdParty', configuration: Record<string, string>) => ({
    name: 'Source',
    actionTypeId: { category: 'Source' as const, owner, provider, version: '1' },
    configuration,
    outputArtifacts: [{ name: 'source' }],
  })
  const shop = { Owner: 'towpath', Repo: 'shop', Branch: 'main', OAuthToken: github.token }
  await pipeline('classic', source('GitHub', 'ThirdParty', { ...shop, PollForSourceChanges: 'false' }))
  const connected = { ConnectionArn: connectionArn, FullRepositoryId: 'towpath/shop', BranchName: 'main' }
  await pipeline('connected', source('CodeStarSourceConnection', 'AWS', connected))
  places = {
    github: { ...connection, refused: 401, largest: 25 * MB },
    codepipeline: { ...(await pipelineWebhook()), refused: 403, largest: MB },
    codebuild: { ...(await projectWebhook()), refused: 403, largest: MB },
  }
  begun = await until('the pipelines have begun', async () => {
    const ids = await started()
    return ids.length === 2 && ids
  })
})
afterAll(async () => {
  await here?.[Symbol.asyncDispose]()
  await github?.[Symbol.asyncDispose]()
})

/** By hand: the SDK has a client of its own for this one call. */
async function createConnection(): Promise<string> {
  const { port, client } = here.world.plane
  const target = 'CodeConnections_20231201.CreateConnection'
  const body = JSON.stringify({ ProviderType: 'GitHub', ConnectionName: 'octo' })
  const request = handSigned(port, client.credentials, { service: 'codeconnections', target, body })
  const { text } = await send(port, request)
  return /"ConnectionArn":"([^"]+)"/.exec(text)?.[1] ?? `none: ${text}`
}

async function pipeline(name: string, source: ActionDeclaration): Promise<void> {
  await here.codepipeline.send(
    new CreatePipelineCommand({
      pipeline: {
        name,
        roleArn: here.pipelineRoleArn,
        artifactStore: { type: 'S3', location: ARTIFACTS },
        stages: [{ name: 'Source', actions: [source] }, approvalStage()],
      },
    }),
  )
}

async function pipelineWebhook() {
  const { webhook } = await here.codepipeline.send(
    new PutWebhookCommand({
      webhook: {
        name: 'classic',
        targetPipeline: 'classic',
        targetAction: 'Source',
        authentication: 'GITHUB_HMAC',
        authenticationConfiguration: { SecretToken: 'the-secret-of-the-hook' },
        filters: [{ jsonPath: '$.ref', matchEquals: 'refs/heads/{Branch}' }],
      },
    }),
  )
  return { url: webhook?.url ?? '', secret: 'the-secret-of-the-hook' }
}

async function projectWebhook() {
  const credentials = { serverType: 'GITHUB', authType: 'PERSONAL_ACCESS_TOKEN', token: github.token } as const
  await here.codebuild.send(new ImportSourceCredentialsCommand(credentials))
  await here.codebuild.send(
    new CreateProjectCommand({
      name: 'shop',
      source: { type: 'GITHUB', location: 'https://github.com/towpath/shop.git' },
      artifacts: { type: 'NO_ARTIFACTS' },
      environment: {
        type: 'LINUX_CONTAINER',
        image: 'aws/codebuild/standard:7.0',
        computeType: 'BUILD_GENERAL1_SMALL',
      },
      serviceRole: here.buildRoleArn,
    }),
  )
  const { webhook } = await here.codebuild.send(
    new CreateWebhookCommand({
      projectName: 'shop',
      manualCreation: true,
      filterGroups: [
        [
          { type: 'EVENT', pattern: 'PUSH' },
          { type: 'HEAD_REF', pattern: '^refs/heads/main$' },
        ],
      ],
    }),
  )
  return { url: webhook?.payloadUrl ?? '', secret: webhook?.secret ?? '' }
}

/** Executions and builds, by id. */
async function started(): Promise<string[]> {
  const [classic, connected, { ids = [] }] = await Promise.all([
    here.executions('classic'),
    here.executions('connected'),
    here.codebuild.send(new ListBuildsCommand({})),
  ])
  return [...classic, ...connected].map(({ pipelineExecutionId = '' }) => pipelineExecutionId).concat(ids)
}

/** A push, to `main` unless something else is said. */
const push = (more: object = {}) =>
  JSON.stringify({
    ref: 'refs/heads/main',
    before: '0'.repeat(40),
    after: randomUUID().replaceAll('-', '').padEnd(40, 'a'),
    repository: { full_name: 'towpath/shop' },
    sender: { id: 1 },
    nonce: randomUUID(),
    ...more,
  })
const signatureOf = (body: string, secret: string) =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`

/** Memory of the control plane. */
const resident = () => residentBytes(here.world.plane.pid())

/** The most memory that it had meanwhile, beyond what it had before. */
async function grown(work: () => Promise<void>): Promise<number> {
  const before = await resident()
  let most = before
  const watch = setInterval(async () => {
    most = Math.max(most, await resident().catch(() => 0))
  }, 50)
  await work().finally(() => clearInterval(watch))
  return Math.max(most, await resident()) - before
}

/** The control plane answers, and nothing was started that was not there before. */
async function nothingHappened(): Promise<void> {
  expect((await started()).sort()).toEqual([...begun].sort())
  expect((await fetch(`${here.world.plane.endpoint}/healthz`)).status).toBe(200)
}

/** What the control plane has logged since `before`, of which it may have cut the beginning by now. */
function loggedSince(before: string): string {
  const [log, end] = [here.world.plane.log(), before.slice(-500)]
  return log.slice(log.lastIndexOf(end) + end.length)
}

describe.each(PLACES)('%s', (name) => {
  const place = () => places[name]
  const hook = (body: string, options: Parameters<typeof deliver>[2] = {}) =>
    deliver(place().url, body, { secret: place().secret, id: randomUUID(), ...options })

  test.each<[string, (body: string) => Record<string, string>]>([
    ['signed with another secret', (body) => ({ 'x-hub-signature-256': signatureOf(body, 'guessed') })],
    ['without a signature', () => ({})],
    ['with half a signature', (body) => ({ 'x-hub-signature-256': signatureOf(body, 'guessed').slice(0, 30) })],
    ['with the signature of another body', () => ({ 'x-hub-signature-256': signatureOf('{}', place().secret) })],
    ['signed with an empty secret', (body) => ({ 'x-hub-signature-256': signatureOf(body, '') })],
    ['signed by something that is no digest', () => ({ 'x-hub-signature-256': `sha256=${'z'.repeat(64)}` })],
  ])('a push %s is refused, and told in the log', async (_what, headers) => {
    const before = here.world.plane.log()
    const body = push()

    const answer = await hook(body, { secret: undefined, headers: headers(body) })

    expect(answer.status).toBe(place().refused)
    expect(answer.text).not.toContain(place().secret)
    const logged = await until('the log tells', () => /.*webhook refused.*/.exec(loggedSince(before))?.[0])
    expect(logged).toContain(`"status":${place().refused}`)
    expect(logged).not.toContain(place().secret)
    await nothingHappened()
  })

  test('an address that is nobody’s is not there, however it is signed', async () => {
    const last = place().url.slice(-1)
    const neighbour = place().url.slice(0, -1) + (last === 'a' ? 'b' : 'a')
    const folder = place().url.slice(0, place().url.lastIndexOf('/'))

    for (const url of [neighbour, `${folder}/`, `${folder}/..%2f..%2fhealthz`, `${folder}/${'x'.repeat(5000)}`]) {
      const body = push()
      expect((await deliver(url, body, { secret: place().secret })).status, url).toBe(404)
    }

    await nothingHappened()
  })

  test('only POST is taken', async () => {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      expect((await hook(push(), { method })).status, method).toBe(405)
    }
  })

  test('a body that is too large is refused: before it comes where it is announced, else when it has come so far', async () => {
    const { port } = new URL(place().url)
    const head = [
      `POST ${new URL(place().url).pathname} HTTP/1.1`,
      'Host: x',
      'Content-Type: application/json',
      'X-GitHub-Event: push',
      `X-Hub-Signature-256: sha256=${'0'.repeat(64)}`,
    ]
    const announced = await send(Number(port), `${[...head, `Content-Length: ${10 * 1024 ** 3}`].join('\r\n')}\r\n\r\n`)
    const chunk = `100000\r\n${' '.repeat(0x100000)}\r\n`
    const chunked = `${[...head, 'Transfer-Encoding: chunked'].join('\r\n')}\r\n\r\n`
    const endless = await send(Number(port), chunked + chunk.repeat(place().largest / MB + 2))

    expect(announced).toMatchObject({ status: 413, answers: 1, closed: true })
    expect(endless).toMatchObject({ status: 413, closed: true })
    await nothingHappened()
  })

  test.each<[string, string, number | Partial<Record<Name, number>>]>([
    ['is not JSON', 'payload=%7B%7D', 400],
    ['is empty', '', 400],
    ['is no object', 'null', { github: 400 }],
    ['is nested a hundred thousand deep', '['.repeat(100_000) + ']'.repeat(100_000), { github: 400 }],
    [
      'has members that look like a prototype',
      '{"__proto__":{"ref":"refs/heads/main"},"constructor":1}',
      { github: 400 },
    ],
    ['tells of another repository', push({ repository: { full_name: 'evil/shop' }, ref: 'refs/heads/other' }), 200],
    [
      'tells of a repository that is a path',
      push({ repository: { full_name: '../../etc' }, ref: 'refs/heads/x' }),
      { github: 400 },
    ],
    ['tells of a branch named like a flag', push({ ref: 'refs/heads/--upload-pack=touch /tmp/x' }), 200],
    ['tells of a branch that leads elsewhere', push({ ref: 'refs/heads/../../config' }), 200],
    ['tells of no branch', push({ ref: '-f' }), { github: 202 }],
    ['has numbers where text is', push({ ref: 7, after: 8 }), { github: 400 }],
  ])('a signed body that %s starts nothing', async (_what, body, expected) => {
    const status = typeof expected === 'number' ? expected : (expected[name] ?? 200)

    expect(await hook(body)).toMatchObject({ status })

    await nothingHappened()
  })

  test.each([
    'text/html',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-7',
  ])('content of the type %s is no way around', async (type) => {
    const answer = await hook(push({ ref: 'refs/heads/other' }), { headers: { 'content-type': type } })

    expect([200, 400, 415]).toContain(answer.status)
    await nothingHappened()
  })

  test('a thousand deliveries at once are all answered, and take bounded memory', async () => {
    const forged = 'x'.repeat(200_000)
    const statuses = new Map<number, number>()

    const growth = await grown(async () => {
      const all = Array.from({ length: 1000 }, (_, n) =>
        n % 2 === 0 ? hook(push({ ref: `refs/heads/other-${n}` })) : hook(forged, { secret: 'guessed' }),
      )
      for (const { status } of await Promise.all(all)) statuses.set(status, (statuses.get(status) ?? 0) + 1)
    })

    console.log(`${name}: ${JSON.stringify(Object.fromEntries(statuses))}, ${Math.round(growth / MB)} MB more`)
    // Where the machine is slow some come too late; what is held at once may be too much.
    const expected = [200, place().refused, 408, 503]
    expect([...statuses.keys()].filter((status) => !expected.includes(status))).toEqual([])
    expect(statuses.get(200)).toBeGreaterThan(300)
    expect(growth).toBeLessThan(MEMORY)
    await nothingHappened()
  })
})

// A webhook of a pipeline has filters alone for that, as on AWS: whoever has its secret may call it.
test.each(['github', 'codebuild'] as const)(
  '%s: a push to the same branch of another repository starts nothing',
  async (name) => {
    const { url, secret } = places[name]
    const body = push({ repository: { full_name: 'evil/shop' } })

    expect(await deliver(url, body, { secret, id: randomUUID() })).toMatchObject({ status: 200 })

    await nothingHappened()
  },
)

test('hundreds of bodies that come slowly are given up, and keep nobody out meanwhile', async () => {
  const slow = Object.values(places).flatMap(({ url }) => {
    const { port, pathname } = new URL(url)
    return Array.from({ length: 100 }, () => {
      const socket = connect(Number(port), '127.0.0.1')
      const signature = `X-Hub-Signature-256: sha256=${'0'.repeat(64)}`
      socket.write(`POST ${pathname} HTTP/1.1\r\nHost: x\r\n${signature}\r\nContent-Length: 1000\r\n\r\n{`)
      return { socket, answer: answerOf(socket) }
    })
  })
  const drip = setInterval(() => {
    for (const { socket } of slow) if (!socket.destroyed) socket.write(' ')
  }, 1000)

  try {
    // A sender such as GitHub waits for ten seconds.
    const honest = Object.values(places).map(({ url, secret }) =>
      deliver(url, push({ ref: 'refs/heads/other' }), { secret, id: randomUUID() }),
    )
    expect((await Promise.all(honest)).map(({ status }) => status)).toEqual([200, 200, 200])
    const still = slow.filter(({ socket }) => !socket.destroyed).length
    expect(still).toBe(slow.length)

    const answers = await Promise.all(slow.map(({ answer }) => answer))
    expect(new Set(answers.map((text) => text.split('\r\n')[0]))).toEqual(new Set(['HTTP/1.1 408 Request Timeout']))
  } finally {
    clearInterval(drip)
    for (const { socket } of slow) socket.destroy()
  }
  await nothingHappened()
})

/** Everything that comes before the connection is closed. */
function answerOf(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    socket.setEncoding('latin1').on('data', (chunk) => {
      text += chunk
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(text))
  })
}

// After everything else: here something does start.
test.each(PLACES)(
  '%s: a good delivery starts once, however often and under whatever name it is played back',
  async (name) => {
    const { url, secret } = places[name]
    const body = push()
    const before = (await started()).length
    const again = () => Promise.all(Array.from({ length: 20 }, () => deliver(url, body, { secret, id: randomUUID() })))

    const first = await deliver(url, body, { secret, id: randomUUID() })
    const replayed = [...(await again()), ...(await again())]

    expect(first.status).toBe(200)
    expect(new Set(replayed.map(({ status }) => status))).toEqual(new Set([200]))
    await until('it has started', async () => (await started()).length > before)
    await again()
    expect(await started()).toHaveLength(before + 1)
  },
)
