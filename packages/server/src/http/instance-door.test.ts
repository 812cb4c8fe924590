import { silentLogger } from '@towpath/base'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createFrontDoor, type FrontDoor } from './front-door.ts'
import { listenForInstances } from './instance-door.ts'

let door: FrontDoor
beforeEach(() => {
  door = createFrontDoor({
    wire: { claims: () => false, handle: async (_req, res) => void res.end('here') },
    routes: [],
    log: silentLogger,
  })
})
afterEach(() => door.close())

const answer = async (endpoint: string) => (await fetch(endpoint)).text()

test('plain HTTP on loopback is for instances, too', async () => {
  const main = await door.listen('127.0.0.1', 0)

  const endpoint = await listenForInstances(door, { main, tls: false, gateway: undefined, earlier: undefined })

  expect(endpoint).toBe(`http://127.0.0.1:${main.port}`)
})

test('instances with a network of their own get its address, under the same port', async () => {
  const main = await door.listen('127.0.0.1', 0)

  const endpoint = await listenForInstances(door, { main, tls: false, gateway: '127.0.0.2', earlier: undefined })

  expect(endpoint).toBe(`http://127.0.0.2:${main.port}`)
  expect(await answer(endpoint)).toBe('here')
})

test('who listens on all addresses in plain HTTP listens on theirs already', async () => {
  const main = await door.listen('0.0.0.0', 0)

  const endpoint = await listenForInstances(door, { main, tls: false, gateway: '127.0.0.2', earlier: undefined })

  expect(endpoint).toBe(`http://127.0.0.2:${main.port}`)
  expect(await answer(endpoint)).toBe('here')
})

test('where TLS is spoken to others, instances get plain HTTP on loopback, or on the address of their network', async () => {
  const main = await door.listen('127.0.0.3', 0)

  const loopback = await listenForInstances(door, { main, tls: true, gateway: undefined, earlier: undefined })
  const bridge = await listenForInstances(door, { main, tls: true, gateway: '127.0.0.2', earlier: undefined })

  expect(loopback).toBe(`http://127.0.0.1:${main.port}`)
  expect(bridge).toBe(`http://127.0.0.2:${main.port}`)
  expect([await answer(loopback), await answer(bridge)]).toEqual(['here', 'here'])
})

test('where TLS takes the port on all addresses, instances keep the port of the last time', async () => {
  const main = await door.listen('0.0.0.0', 0)
  const before = await listenForInstances(door, { main, tls: true, gateway: undefined, earlier: undefined })
  const earlier = Number(new URL(before).port)
  expect(earlier).not.toBe(main.port)
  await door.close()

  const again = createFrontDoor({
    wire: { claims: () => false, handle: async (_req, res) => void res.end('again') },
    routes: [],
    log: silentLogger,
  })
  try {
    await again.listen('0.0.0.0', main.port)
    const after = await listenForInstances(again, { main, tls: true, gateway: undefined, earlier })

    expect(after).toBe(before)
    expect(await answer(after)).toBe('again')
  } finally {
    await again.close()
  }
})

test('an address that the machine does not have is an error, not a reason to try another port', async () => {
  const main = await door.listen('127.0.0.1', 0)

  const asking = listenForInstances(door, { main, tls: true, gateway: '203.0.113.1', earlier: undefined })

  await expect(asking).rejects.toThrow(/203\.0\.113\.1/)
})
