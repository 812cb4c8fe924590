import { PassThrough, Readable } from 'node:stream'
import { towpathEntry } from '@towpath/services/towpath/index.ts'
import { ROOT, type WireServer, wireServer } from '@towpath/wire/testing/wire-server.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { EXIT } from '../../command.ts'
import { runProgram } from '../../program.ts'

const ARN = 'arn:aws:codeconnections:us-east-1:123456789012:connection/c1'
const TOKEN = 'the-token-itself'

let server: WireServer
let kept: unknown[]

beforeEach(async () => {
  kept = []
  server = await wireServer([
    towpathEntry({
      github: { connect: async (_db, _scope, connection) => void kept.push(connection) },
      connections: {
        async complete(_db, _scope, connection) {
          kept.push(connection)
          return { connectionArn: ARN, webhookId: 'c1', webhookSecret: 'shh' }
        },
      },
    }),
  ])
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
  const env = {
    AWS_ENDPOINT_URL: server.endpoint,
    AWS_ACCESS_KEY_ID: ROOT.accessKeyId,
    AWS_SECRET_ACCESS_KEY: ROOT.secretAccessKey,
    AWS_REGION: 'us-east-1',
  }
  const stdin = Readable.from([input]) as unknown as typeof process.stdin
  const signal = new AbortController().signal
  const code = await runProgram(['github', 'connect', ...argv], { stdout, stderr, stdin, env, cwd: '/', signal })
  return { code, ...out }
}

test('a token for a connection is read from standard input, and address and secret of its webhooks are told', async () => {
  const { code, text } = await connect(['--connection', ARN])

  expect(code).toBe(EXIT.ok)
  expect(kept).toEqual([{ connectionArn: ARN, token: TOKEN }])
  expect(text).toContain(`${server.endpoint}/webhooks/github/c1`)
  expect(text).toContain('shh')
  expect(text).not.toContain(TOKEN)
})

test('a token with a name is kept for deployments', async () => {
  const { code, text } = await connect(['mine', '--application', 'web'])

  expect(code).toBe(EXIT.ok)
  expect(kept).toEqual([{ tokenName: 'mine', token: TOKEN, applicationName: 'web' }])
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
  expect(kept).toEqual([])
})
