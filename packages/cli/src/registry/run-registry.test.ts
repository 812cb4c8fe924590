import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@towpath/base'
import { tool } from '@towpath/testkit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { freePort } from '../demo/ports.ts'
import { runRegistry } from './run-registry.ts'
import { registryWay } from './ways.ts'

const signal = new AbortController().signal
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'towpath-registry-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const run = async (command: string[], port = 0) =>
  runRegistry({ name: 'test', command: () => command }, { folder, port, clock: systemClock, signal })

describe.skipIf(tool('docker-registry', 'docker-registry').missing)('with docker-registry', () => {
  test('it answers on loopback, and nothing is left of it in the end', async () => {
    const port = await freePort(5700, new Set())
    const way = await registryWay()
    if (!way) throw new Error('docker-registry does not work')

    const registry = await runRegistry(way, { folder, port, clock: systemClock, signal })
    const answer = await fetch(`http://${registry.address}/v2/`)
    await answer.body?.cancel()
    await registry[Symbol.asyncDispose]()

    expect(registry.address).toBe(`127.0.0.1:${port}`)
    expect(answer.status).toBe(200)
    await expect(fetch(`http://${registry.address}/v2/`)).rejects.toThrow()
    expect((await stat(join(folder, 'images'))).mode & 0o777).toBe(0o700)
    expect((await stat(join(folder, 'config.yml'))).mode & 0o777).toBe(0o600)
  })
})

test('one that ends at once is told with what it said', async () => {
  const failing = run(['sh', '-c', 'echo "no such disk" >&2; exit 1'], 1)

  await expect(failing).rejects.toThrow('The registry cannot be run on 127.0.0.1:1: it ended. no such disk')
})

test('a program that is not there is told', async () => {
  await expect(run(['towpath-no-such-registry'], 1)).rejects.toThrow(/127\.0\.0\.1:1: it ended\. .*towpath-no-such/)
})
