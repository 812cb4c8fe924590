import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { systemClock } from '@towpath/base'
import { afterEach, expect, test } from 'vitest'
import { CommandClient } from './command-client.ts'

type Handler = (request: IncomingMessage, body: string, response: ServerResponse) => void

let server: Server | undefined
let client: CommandClient | undefined
afterEach(async () => {
  client?.close()
  server?.closeAllConnections()
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)))
})

/** A client of a server that answers with one handler after the other, the last one for ever. */
async function talkingTo(...handlers: Handler[]) {
  return patiently(200, ...handlers)
}

/** The same, for a client that waits so long for a sign of life. */
async function patiently(readTimeoutMs: number, ...handlers: Handler[]) {
  const seen: { headers: IncomingMessage['headers']; body: string }[] = []
  server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const handler = handlers[Math.min(seen.length, handlers.length - 1)]
    seen.push({ headers: request.headers, body })
    handler?.(request, body, response)
  })
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const pauses: number[] = []
  const keys: boolean[] = []
  client = new CommandClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-west-1',
    agentVersion: 'towpath/1',
    readTimeoutMs,
    clock: { now: () => systemClock.now(), sleep: async (ms) => void pauses.push(ms) },
    credentials: async (options) => {
      keys.push(options?.fresh ?? false)
      return { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example', sessionToken: 'session' }
    },
  })
  return { client, seen, pauses, keys }
}

const json =
  (value: unknown, status = 200, headers = {}): Handler =>
  (_, __, response) =>
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', ...headers }).end(JSON.stringify(value))

const poll = { HostIdentifier: 'host' }

test('a call has the target, the signed headers and the body of the official agent', async () => {
  const { client, seen } = await talkingTo(json({}))

  await client.call('PollHostCommand', poll)

  expect(seen[0]?.body).toBe('{"HostIdentifier":"host"}')
  expect(seen[0]?.headers).toMatchObject({
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'CodeDeployCommandService_v20141006.PollHostCommand',
    'x-amz-codedeploy-agent-version': 'towpath/1',
    'x-amz-security-token': 'session',
  })
  expect(seen[0]?.headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/codedeploy-commands\/aws4_request, SignedHeaders=content-type;host;x-amz-codedeploy-agent-version;x-amz-content-sha256;x-amz-date;x-amz-security-token;x-amz-target, Signature=[0-9a-f]{64}$/,
  )
})

test('only a poll says how long it may be held open', async () => {
  const { client, seen } = await patiently(80_000, json({}))

  await client.call('PollHostCommand', poll)
  await client.call('PutHostCommandComplete', { HostCommandIdentifier: 'hc', CommandStatus: 'Succeeded' })

  expect(seen.map(({ headers }) => headers.prefer)).toEqual(['wait=140', undefined])
})

test.each([
  [80_000, 140],
  [60_000, 140],
  [59_000, 20],
  [10_000, 5],
  [200, 1],
])('a client that waits %d ms for a sign of life asks for polls of %d s at most', async (readTimeoutMs, seconds) => {
  const { client, seen } = await patiently(readTimeoutMs, json({}))

  await client.call('PollHostCommand', poll)

  expect(seen[0]?.headers.prefer).toBe(`wait=${seconds}`)
})

test('after a poll that broke off the next six are short', async () => {
  const { client, seen } = await patiently(80_000, (request) => request.socket.destroy(), json({}))

  for (let call = 0; call < 7; call++) await client.call('PollHostCommand', poll)

  const waits = seen.map(({ headers }) => headers.prefer)
  expect(waits).toEqual(['wait=140', ...Array(6).fill('wait=20'), 'wait=140'])
})

test('an answer may be preceded by signs of life, which keep the connection from counting as dead', async () => {
  const { client } = await talkingTo((_, __, response) => {
    response.writeHead(200, { 'x-towpath-extensions': 'long-poll=140' })
    for (const ms of [0, 120, 240]) setTimeout(() => response.write(' '), ms)
    setTimeout(() => response.end('{"HostCommand":{"CommandName":"Install"}}'), 360)
  })

  const answer = await client.call('PollHostCommand', poll)

  expect(answer.HostCommand?.CommandName).toBe('Install')
  expect(client.extensions.longPollSeconds).toBe(140)
})

test('extensions are what the last poll offered', async () => {
  const { client } = await talkingTo(json({}, 200, { 'x-towpath-extensions': 'live-output, long-poll=20' }), json({}))

  await client.call('PollHostCommand', poll)
  expect(client.extensions).toEqual({ liveOutput: true, longPollSeconds: 20 })
  await client.call('PollHostCommand', poll)

  expect(client.extensions).toEqual({ liveOutput: false, longPollSeconds: 0 })
})

test('timestamps travel as epoch seconds and an empty answer has no members', async () => {
  const { client, seen } = await talkingTo((_, __, response) => response.end())

  const answer = await client.call('PutHostCommandOutput', {
    HostCommandIdentifier: 'hc',
    Sequence: 0,
    Entries: [{ Text: 'x', Stream: 'stdout', At: new Date(1500) }],
  })

  expect(JSON.parse(seen[0]?.body ?? '').Entries[0].At).toBe(1.5)
  expect(answer).toEqual({})
})

test.each([
  ['server errors', json({ __type: 'ServerException' }, 500)],
  ['throttling', json({ __type: 'com.amazonaws#ThrottlingException', message: 'Rate exceeded' }, 400)],
  ['connections that break', ((request) => request.socket.destroy()) satisfies Handler],
  ['silence', (() => {}) satisfies Handler],
  ['answers that are not JSON', ((_, __, response) => response.end('<html>')) satisfies Handler],
])('%s are tried four times, with growing pauses', async (_, failing) => {
  const { client, seen, pauses } = await talkingTo(failing)

  await expect(client.call('PollHostCommand', poll)).rejects.toThrow()

  expect(seen).toHaveLength(4)
  expect(pauses).toEqual([300, 600, 1200])
})

test('a client error is not tried again and says what the service said', async () => {
  const { client, seen } = await talkingTo(json({ __type: 'ClientException', message: 'no such host' }, 400))

  await expect(client.call('PollHostCommand', poll)).rejects.toMatchObject({
    code: 'ClientException',
    status: 400,
    message: 'PollHostCommand failed: ClientException: no such host',
  })
  expect(seen).toHaveLength(1)
})

test.each([
  'ExpiredTokenException',
  // What a host hears whose instance profile has another role by now.
  'AccessDeniedException',
])('%s is answered with fresh credentials, once', async (__type) => {
  const refusal = json({ __type }, 400)
  const mended = await talkingTo(refusal, json({}))
  const refusedForGood = await talkingTo(refusal, refusal, json({}))

  await mended.client.call('PollHostCommand', poll)

  expect(mended.keys).toEqual([false, true])
  await expect(refusedForGood.client.call('PollHostCommand', poll)).rejects.toMatchObject({ code: __type })
  expect(refusedForGood.keys).toEqual([false, true])
})

test('a clock that is wrong is corrected by the time of the server', async () => {
  const date = new Date(Date.now() + 3_600_000)
  const skewed = json({ __type: 'InvalidSignatureException' }, 403, { date: date.toUTCString() })
  const { client, seen } = await talkingTo(skewed, json({}))

  await client.call('PollHostCommand', poll)

  const hour = date.toISOString().slice(0, 13).replaceAll('-', '')
  expect(String(seen[1]?.headers['x-amz-date']).slice(0, 11)).toBe(hour)
})

test('an aborted call ends at once and is not tried again', async () => {
  const { client, seen } = await talkingTo(() => abort.abort())
  const abort = new AbortController()

  await expect(client.call('PollHostCommand', poll, abort.signal)).rejects.toThrow('aborted')

  expect(seen).toHaveLength(1)
})
