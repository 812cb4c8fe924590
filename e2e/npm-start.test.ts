import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clonePrinted } from './support/printed-clone.ts'
import { type StartCommand, startCommand } from './support/start-command.ts'

/** How long the first start may take, in milliseconds. */
const START_LIMIT = 200_000

let command: StartCommand
let folder: string
let addresses: string[]
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'towpath-start-clone-'))
  command = await startCommand({ environment: { TOWPATH_SAMPLE: 'plain' } })
  addresses = await command.start()
}, START_LIMIT)
afterAll(async () => {
  await command?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const pages = (): Promise<string[]> => Promise.all(addresses.map(async (address) => (await fetch(address)).text()))

test('a green pipeline has brought the sample to two addresses, each from an instance of its own', async () => {
  const [one = '', two = ''] = await pages()

  expect(command.output()).toMatch(
    /Source\/Source {2}Succeeded.*Build\/Build {2}Succeeded.*Deploy\/Deploy {2}Succeeded/s,
  )
  expect(command.output()).toMatch(/execution {2}Succeeded/)
  expect(addresses).toHaveLength(2)
  expect(one).toContain('Hello from Towpath')
  expect(one).toMatch(/Commit <code>[0-9a-f]{7}<\/code>/)
  expect(/i-[0-9a-f]+/.exec(one)?.[0]).not.toBe(/i-[0-9a-f]+/.exec(two)?.[0])
})

test('what is pushed with the URL that was printed is built, tested and answers on both', async () => {
  const clone = await clonePrinted(command.output(), join(folder, 'clone'))
  const page = join(clone.folder, 'app', 'index.html')
  await writeFile(page, (await readFile(page, 'utf8')).replace('Hello from Towpath', 'Pushed'))

  const commit = await clone.commitAndPush('Say something else')
  const { code, output } = await command.watchPipeline(commit)

  expect(code, output).toBe(0)
  expect(output).toContain('Build/Build | ')
  for (const text of await pages())
    expect(text).toMatch(new RegExp(`Pushed.*Commit <code>${commit.slice(0, 7)}</code>`, 's'))
})

test('a push whose test fails ends the watching with 1, and what answers stays', async () => {
  const clone = await clonePrinted(command.output(), join(folder, 'broken'))
  const before = await pages()
  await writeFile(join(clone.folder, 'app', 'index.html'), 'no heading\n')

  const commit = await clone.commitAndPush('Break it')
  const { code, output } = await command.watchPipeline(commit)

  expect(code, output).toBe(1)
  expect(output).toMatch(/Build\/Build {2}Failed/)
  expect(await pages()).toEqual(before)
  await clone.git('revert', '--no-edit', 'HEAD')
  await clone.git('push', '--quiet')
  expect((await command.watchPipeline(await clone.git('rev-parse', 'HEAD'))).code).toBe(0)
})

test('the sample goes on when the control plane is stopped, and a second start finds everything as it was', async () => {
  const seen = await pages()

  const exitCode = await command.interrupt()
  const meanwhile = await pages()
  const again = await command.start()

  expect(exitCode).toBe(0)
  expect(meanwhile).toEqual(seen)
  expect(again).toEqual(addresses)
  expect(await pages()).toEqual(seen)
  expect(command.output()).toMatch(/execution \S+ Succeeded before; the sample answers/)
})

test('the password for git is printed once, and kept where only its owner can read it', async () => {
  const file = join(command.dataFolder, 'git-credentials.json')
  const { password } = JSON.parse(await readFile(file, 'utf8'))

  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(command.output()).toContain(file)
  expect(command.output()).not.toContain(encodeURIComponent(password))
})
