import { get as getHttp, Agent as HttpAgent, type IncomingMessage, type ServerResponse } from 'node:http'
import { Agent, get as getHttps, type RequestOptions } from 'node:https'
import { connect as connectTcp } from 'node:net'
import { text } from 'node:stream/consumers'
import { connect, type TLSSocket } from 'node:tls'
import { silentLogger } from '@towpath/base'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { serverPair } from '../tls/testing.ts'
import { createFrontDoor, type FrontDoor, type ServedCertificate } from './front-door.ts'

let ca: string[]
let first: ServedCertificate
let second: ServedCertificate
let door: FrontDoor

beforeAll(async () => {
  const [one, two] = [await serverPair('First'), await serverPair('Second')]
  ca = [one.ca, two.ca]
  first = { chain: one.certificate, privateKey: one.privateKey }
  second = { chain: two.certificate, privateKey: two.privateKey }
})
beforeEach(() => {
  door = createFrontDoor({
    wire: { claims: () => false, handle: async (_req, res) => void res.end() },
    routes: [{ path: '/scheme', handler: (req, res) => void res.end('encrypted' in req.socket ? 'https' : 'http') }],
    log: silentLogger,
  })
})
afterEach(() => door.close())

function ask(port: number, options: RequestOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const asking = getHttps({ host: '127.0.0.1', port, path: '/scheme', ca, agent: false, ...options })
    asking.once('error', reject).once('response', (response) => resolve(text(response)))
  })
}

/** Resolves with a connection that has agreed on TLS. */
function shake(port: number, options: object = {}): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, ca, ...options }, () => resolve(socket))
    socket.once('error', reject)
  })
}

async function servedOn(port: number): Promise<string | undefined> {
  const socket = await shake(port)
  const { subject } = socket.getPeerCertificate()
  socket.destroy()
  return String(subject.CN)
}

test('with a certificate it answers requests over TLS, and a plain one gets nothing', async () => {
  const { port } = await door.listen('127.0.0.1', 0, first)

  expect(await ask(port)).toBe('https')
  const plain = new Promise((resolve, reject) => {
    getHttp({ host: '127.0.0.1', port, path: '/scheme', agent: false }, resolve).once('error', reject)
  })
  await expect(plain).rejects.toThrow(/hang up|ECONNRESET/)
})

test('plain and encrypted addresses stand side by side', async () => {
  const secure = await door.listen('127.0.0.1', 0, first)
  const plain = await door.listen('127.0.0.1', 0)

  expect(await ask(secure.port)).toBe('https')
  expect(await (await fetch(`http://127.0.0.1:${plain.port}/scheme`)).text()).toBe('http')
})

test('TLS begins at 1.2, and HTTP/1.1 is agreed on', async () => {
  const { port } = await door.listen('127.0.0.1', 0, first)

  const socket = await shake(port, { maxVersion: 'TLSv1.2', ALPNProtocols: ['h2', 'http/1.1'] })
  expect(socket.getProtocol()).toBe('TLSv1.2')
  expect(socket.alpnProtocol).toBe('http/1.1')
  socket.destroy()
  // The client's own limits are lifted, so that it is the server who refuses.
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' }
  await expect(shake(port, old)).rejects.toThrow(/protocol version/)
})

test('another certificate is for new connections; one that is open goes on', async () => {
  const { port } = await door.listen('127.0.0.1', 0, first)
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ca })
  const open: unknown[] = []
  agent.on('free', (socket) => open.push(socket))
  try {
    expect(await ask(port, { agent })).toBe('https')
    expect(await servedOn(port)).toBe('First')

    door.useCertificate(second)

    expect(await servedOn(port)).toBe('Second')
    expect(await ask(port, { agent })).toBe('https')
    expect(new Set(open).size).toBe(1)
    expect((open[0] as TLSSocket).getPeerCertificate().subject.CN).toBe('First')
  } finally {
    agent.destroy()
  }
})

test('closing does not wait for one who connects and never says what for', async () => {
  const { port } = await door.listen('127.0.0.1', 0, first)
  const silent = connectTcp(port, '127.0.0.1')
  await new Promise((resolve) => silent.once('connect', resolve))
  // Its neighbour has been served, so the silent one is known to the server, too.
  await ask(port)

  const gone = new Promise((resolve) => silent.once('close', resolve))
  await door.close()

  await gone
  await expect(ask(port)).rejects.toThrow(/ECONNREFUSED/)
})

test('closing lets an open request end, tells its client to go, and takes no other on that connection', async () => {
  const held = Promise.withResolvers<ServerResponse>()
  const slow = createFrontDoor({
    wire: { claims: () => false, handle: async () => {} },
    routes: [{ path: '/held', handler: (_req, res) => held.resolve(res) }],
    log: silentLogger,
  })
  const { port } = await slow.listen('127.0.0.1', 0)
  const agent = new HttpAgent({ keepAlive: true })
  const asked = new Promise<IncomingMessage>((resolve, reject) => {
    getHttp({ host: '127.0.0.1', port, path: '/held', agent }, resolve).once('error', reject)
  })
  const response = await held.promise

  const closed = slow.close()
  response.end('answered')
  const answer = await asked
  await closed

  expect(await text(answer)).toBe('answered')
  expect(answer.headers.connection).toBe('close')
  agent.destroy()
})
