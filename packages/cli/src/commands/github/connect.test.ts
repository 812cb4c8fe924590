import { PassThrough, Readable } from 'node:stream'
import { type TokenServer, tokenServer } from '@towpath/testkit/token-server.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { EXIT } from '../../command.ts'
import { runProgram } from '../../program.ts'

const ARN = 'arn:aws:codeconnections:us-east-1:123456789012:connection/c1'
const TOKEN = 'the-token-itself'

let server: TokenServer

beforeEach(async () => {
  server = await tokenServer({ id: 'c1', secret: 'shh' })
})
afterEach(() => server[Symbol.asyncDispose]())

async function connect(argv: string[], input = `${TOKEN}\n`) {
  const out = { text: '', errors: '' }
  const stdout = new PassThrough().on('data', (chunk) => {
    out.text += chunk
  })
  const stderr = new PassThrough().on('data', (chunk) => {
    out.errors += chunk
  })
  const stdin = Readable.from([input]) as unknown as typeof process.stdin
  const signal = new AbortController().signal
  const code = await runProgram(['github', 'connect', ...argv], {
    stdout,
    stderr,
    stdin,
    env: server.environment,
    cwd: '/',
    signal,
  })
  return { code, ...out }
}

test('a token for a connection is read from standard input, and address and secret of its webhooks are told', async () => {
  const { code, text } = await connect(['--connection', ARN])

  expect(code).toBe(EXIT.ok)
  expect(server.kept).toEqual([{ connectionArn: ARN, token: TOKEN }])
  expect(text).toContain(`${server.endpoint}/webhooks/github/c1`)
  expect(text).toContain('shh')
  expect(text).not.toContain(TOKEN)
})

test('a token with a name is kept for deployments', async () => {
  const { code, text } = await connect(['mine', '--application', 'web'])

  expect(code).toBe(EXIT.ok)
  expect(server.kept).toEqual([{ tokenName: 'mine', token: TOKEN, applicationName: 'web' }])
  expect(text).toBe('mine is kept, and used for web.\n')
})

test.each([
  [[], TOKEN],
  [['mine', '--connection', ARN], TOKEN],
  [['--connection', ARN, '--application', 'web'], TOKEN],
  [['mine'], '\n'],
])('towpath github connect %j is refused as wrong use', async (argv, input) => {
  const { code, errors } = await connect(argv, input)

  expect(code).toBe(EXIT.usage)
  expect(errors).not.toContain(TOKEN)
  expect(server.kept).toEqual([])
})
