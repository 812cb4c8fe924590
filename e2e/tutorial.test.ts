import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { awsCli, type DockerEngine, noDockerEngine, startDockerEngine, tool, unusedPort } from '@towpath/testkit'
import { terminateAll } from '@towpath/testkit/terminate-all.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Reader, reader } from './support/reader.ts'
import { type Block, blocksOf } from './support/tutorial.ts'

const CHECKOUT = join(import.meta.dirname, '..')
const WITH_SOCKET = join(import.meta.dirname, 'support', 'with-docker-socket.sh')
const PAGE = await readFile(join(CHECKOUT, 'docs', 'tutorial.md'), 'utf8')

const missing = [
  awsCli().missing,
  tool('git', 'git').missing,
  tool('docker-registry', 'docker-registry').missing,
  noDockerEngine(),
].includes(true)

// docs/tutorial.md, typed as its readers type it. Each test goes on where the last one ended.
describe.skipIf(missing)('the tutorial', () => {
  let home: string
  let engine: DockerEngine
  let ada: Reader
  let substitutes: [text: string, instead: string][]
  let printed = ''
  let stuck: string | undefined

  beforeAll(async () => {
    engine = await startDockerEngine()
    home = await mkdtemp(join(tmpdir(), 'towpath-tutorial-'))
    const mounts = join(home, 'mounts')
    await mkdir(mounts)
    // The page's ports may be taken on this machine.
    substitutes = [
      ['PORT=5000', `PORT=${await unusedPort()}`],
      ['5600', String(await unusedPort())],
    ]
    ada = await reader({
      folder: CHECKOUT,
      environment: {
        PATH: process.env.PATH,
        HOME: home,
        LANG: 'C.UTF-8',
        TOWPATH_LISTEN: '127.0.0.1:0',
        AWS_CONFIG_FILE: '/dev/null',
        AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
        AWS_PAGER: '',
        ...engine.environment,
      },
      wrapper: ['unshare', '--mount', '--', 'sh', WITH_SOCKET, mounts, engine.socket],
    })
  })
  afterAll(async () => {
    // Instances outlive the control plane, so they are terminated through it before it goes.
    const data = join(home, 'towpath-tutorial', 'data')
    const read = async (name: string) => JSON.parse(await readFile(join(data, name), 'utf8'))
    const connection = await read('endpoint.json').catch(() => undefined)
    if (connection) await terminateAll({ ...connection, credentials: await read('root-credentials.json') })
    await ada?.[Symbol.asyncDispose]()
    await engine?.[Symbol.asyncDispose]()
    await rm(home, { recursive: true, force: true })
  })

  const blocks = blocksOf(PAGE)
  test.each(blocks.map((block) => [block.heading, block.line, kindOf(block), block] as const))(
    '%s (line %i): %s',
    async (_heading, line, _kind, block) => {
      if (stuck !== undefined) throw new Error(`not tried: ${stuck}`)
      stuck = `line ${line} failed`
      await follow(block)
      stuck = undefined
    },
    200_000,
  )

  async function follow(block: Block): Promise<void> {
    switch (block.kind) {
      case 'file':
        return ada.write(block.name, here(block.text))
      case 'shows':
        for (const each of block.lines) expect(printed).toContain(here(each))
        return
      case 'commands':
        if (block.how === 'background') return ada.begin(here(block.text), '"ready":true')
    }
    const { code, output } = await ada.type(here(block.text))
    printed = output
    if (block.how === 'fails') expect(code, output).not.toBe(0)
    else expect(code, output).toBe(0)
  }

  function here(text: string): string {
    return substitutes.reduce((done, [from, to]) => done.replaceAll(from, to), text)
  }
})

function kindOf(block: Block): string {
  if (block.kind === 'file') return `${block.name} is written`
  if (block.kind === 'shows') return 'that is what they print'
  return { succeeds: 'the commands succeed', fails: 'the commands fail', background: 'the commands go on' }[block.how]
}
