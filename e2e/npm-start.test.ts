import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '@towpath/testkit'
import { terminateAll } from '@towpath/testkit/terminate-all.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'

const MAIN = join(import.meta.dirname, '..', 'packages', 'cli', 'bin', 'towpath.mjs')

let data: string
let running: { child: ChildProcess; output(): string } | undefined

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'towpath-start-'))
})
afterAll(async () => {
  if (!running || running.child.exitCode !== null) await start()
  const connection = JSON.parse(await readFile(join(data, 'endpoint.json'), 'utf8'))
  const credentials = JSON.parse(await readFile(join(data, 'root-credentials.json'), 'utf8'))
  await terminateAll({ ...connection, credentials })
  await interrupt()
  await rm(data, { recursive: true, force: true })
})

/** What `npm start` runs, until the sample answers. */
async function start(): Promise<string[]> {
  const child = spawn(process.execPath, [MAIN, 'up', '--data', data, '--listen', '127.0.0.1:0'], {
    env: { ...process.env, TOWPATH_SAMPLE: 'plain' },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
  running = { child, output: () => output }
  await until('the addresses are printed', () => output.includes('Ctrl-C') || child.exitCode !== null, {
    limit: 90_000,
    describe: () => output,
  })
  return [...output.matchAll(/^ {2}(http:\S+)/gm)].map((match) => match[1] ?? '')
}

async function interrupt(): Promise<number | null> {
  const child = running?.child
  if (!child || child.exitCode !== null) return child?.exitCode ?? null
  const gone = new Promise<number | null>((resolve) => child.once('exit', resolve))
  child.kill('SIGINT')
  return gone
}

async function pages(addresses: string[]): Promise<string[]> {
  return Promise.all(addresses.map(async (address) => (await fetch(address)).text()))
}

test('the sample answers on two addresses, each from an instance of its own', async () => {
  const addresses = await start()

  const [one = '', two = ''] = await pages(addresses)

  expect(addresses).toHaveLength(2)
  expect(one).toContain('Hello from Towpath')
  expect(/i-[0-9a-f]+/.exec(one)?.[0]).not.toBe(/i-[0-9a-f]+/.exec(two)?.[0])
})

test('the sample goes on when the control plane is stopped, and a second start finds everything as it was', async () => {
  const before = running?.output() ?? ''
  const addresses = [...before.matchAll(/^ {2}(http:\S+)/gm)].map((match) => match[1] ?? '')
  const seen = await pages(addresses)

  const exitCode = await interrupt()
  const meanwhile = await pages(addresses)
  const again = await start()

  expect(exitCode).toBe(0)
  expect(meanwhile).toEqual(seen)
  expect(again).toEqual(addresses)
  expect(await pages(again)).toEqual(seen)
  expect(running?.output()).toMatch(/d-[A-Z0-9]{9}\s+Succeeded/)
})
