import { once } from 'node:events'
import type { IncomingMessage, RequestListener } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { createServer } from '@towpath/base/http.ts'
import { expect, test, vi } from 'vitest'
import { cutSlowPeers, type PeerLimits } from './slow-peers.ts'

/** 1,000 bytes in 0.4 s. */
const LIMITS: PeerLimits = { window: 400, leastBytes: 1_000, stall: 400 }
const SOON = { timeout: 20_000 }

interface Client {
  socket: Socket
  said(): string
  closed: Promise<void>
}

async function serve(
  answer: RequestListener,
  options: { keepAliveTimeout?: number; limits?: Partial<PeerLimits> } = {},
) {
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: options.keepAliveTimeout ?? 60_000 }, answer)
  server.on('checkContinue', answer)
  cutSlowPeers(server, { ...LIMITS, ...options.limits })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const clients: Socket[] = []
  return {
    client(): Client {
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
      clients.push(socket)
      let said = ''
      socket.on('data', (chunk: Buffer) => {
        said += chunk
      })
      // It is cut off in the middle of what it sends.
      socket.on('error', () => undefined)
      const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
      return { socket, said: () => said, closed }
    },
    async [Symbol.asyncDispose]() {
      for (const socket of clients) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function lengthOf(req: IncomingMessage): Promise<number> {
  let length = 0
  for await (const chunk of req) length += chunk.length
  return length
}

const echoLength: RequestListener = async (req, res) => {
  const length = await lengthOf(req).catch(() => -1)
  if (length >= 0) res.end(`got ${length}`)
}

const head = (length: number, ...more: string[]) =>
  ['POST / HTTP/1.1', 'Host: x', `Content-Length: ${length}`, ...more, '', ''].join('\r\n')

/** Sends so many bytes at a time until the connection is closed, or all is sent. */
async function trickle({ socket }: Client, bytes: number, times: number, pause: number): Promise<void> {
  for (let sent = 0; sent < times && !socket.destroyed; sent++) {
    socket.write(Buffer.alloc(bytes))
    await delay(pause)
  }
}

test('who sends a body byte by byte is cut off with 408', async () => {
  await using server = await serve(echoLength)
  const client = server.client()

  client.socket.write(head(1_000_000))
  void trickle(client, 1, 10_000, 20)
  await client.closed

  expect(client.said()).toMatch(/^HTTP\/1\.1 408 /)
})

test('so is who announces a body and sends nothing of it', async () => {
  await using server = await serve(echoLength)
  const client = server.client()

  client.socket.write(head(1_000_000))
  await client.closed

  expect(client.said()).toMatch(/^HTTP\/1\.1 408 /)
})

test('so is who goes on to send slowly what was refused already', async () => {
  await using server = await serve((_, res) => {
    res.writeHead(403).end('no')
  })
  const client = server.client()

  client.socket.write(head(1_000_000))
  void trickle(client, 1, 10_000, 20)
  await client.closed

  expect(client.said()).toMatch(/^HTTP\/1\.1 403 /)
})

test('who sends slowly, but not too slowly, is served however long it takes', async () => {
  await using server = await serve(echoLength, { limits: { window: 2_000 } })
  const client = server.client()

  client.socket.write(head(50 * 1_000))
  await trickle(client, 1_000, 50, 100)

  await vi.waitFor(() => expect(client.said()).toContain('got 50000'), SOON)
})

test('nobody is cut off while we do not read what was sent', async () => {
  const size = 4 * 1024 * 1024
  await using server = await serve(async (req, res) => {
    await delay(1_500)
    res.end(`got ${await lengthOf(req)}`)
  })
  const client = server.client()

  client.socket.write(head(size))
  client.socket.write(Buffer.alloc(size))

  await vi.waitFor(() => expect(client.said()).toContain(`got ${size}`), SOON)
})

test('nobody is cut off who waits for an answer', async () => {
  await using server = await serve(async (req, res) => {
    await lengthOf(req)
    await delay(1_500)
    res.end('at last')
  })
  const [asking, sending] = [server.client(), server.client()]

  asking.socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  sending.socket.write(head(3))
  sending.socket.write('abc')

  await vi.waitFor(() => expect(asking.said()).toContain('at last'), SOON)
  await vi.waitFor(() => expect(sending.said()).toContain('at last'), SOON)
})

test('who was told to continue is given its time', async () => {
  await using server = await serve(async (req, res) => {
    res.writeContinue()
    res.end(`got ${await lengthOf(req)}`)
  })
  const client = server.client()

  client.socket.write(head(3, 'Expect: 100-continue'))
  await vi.waitFor(() => expect(client.said()).toContain('100 Continue'), SOON)
  client.socket.write('abc')

  await vi.waitFor(() => expect(client.said()).toContain('got 3'), SOON)
})

test('who takes nothing of an answer is cut off', async () => {
  const cut = Promise.withResolvers<boolean>()
  await using server = await serve((_, res) => {
    res.once('close', () => cut.resolve(res.writableFinished))
    // More than sockets on both sides hold.
    res.end(Buffer.alloc(64 * 1024 * 1024))
  })
  const client = server.client()
  client.socket.pause()

  client.socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')

  expect(await cut.promise).toBe(false)
})

test('a connection that is kept alive serves several requests, and is closed when none comes', async () => {
  await using server = await serve(echoLength, { keepAliveTimeout: 200, limits: { stall: 60_000 } })
  const client = server.client()
  await once(client.socket, 'connect')

  for (const body of ['a', 'bb']) {
    client.socket.write(head(body.length))
    client.socket.write(body)
    await vi.waitFor(() => expect(client.said()).toContain(`got ${body.length}`), SOON)
  }

  await client.closed
})
