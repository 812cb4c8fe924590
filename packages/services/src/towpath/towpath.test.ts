import type { Principal } from '@towpath/wire'
import { ACCOUNT, type WireServer, wireServer } from '@towpath/wire/testing/wire-server.ts'
import { afterEach, expect, test } from 'vitest'
import { type ConnectGitHubInput, type ConnectGitHubOutput, towpathEntry } from './index.ts'

const ROOT: Principal = { type: 'root', account: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root`, userId: ACCOUNT }
const CONNECTION = `arn:aws:codeconnections:us-east-1:${ACCOUNT}:connection/abc`

let server: WireServer
afterEach(() => server[Symbol.asyncDispose]())

/** What the rooms behind the ports were told. */
async function towpath(): Promise<{
  kept: unknown[]
  connect(input: ConnectGitHubInput): Promise<ConnectGitHubOutput>
}> {
  const kept: unknown[] = []
  server = await wireServer([
    towpathEntry({
      github: { connect: async (_db, _scope, connection) => void kept.push(connection) },
      connections: {
        async complete(_db, _scope, connection) {
          kept.push(connection)
          return { connectionArn: connection.connectionArn, webhookId: 'abc', webhookSecret: 'shh' }
        },
      },
    }),
  ])
  const call = { service: 'towpath', operation: 'ConnectGitHub', region: 'us-east-1' }
  return { kept, connect: (input) => server.wire.invoker.invoke(ROOT, { ...call, input }) }
}

test('a token with a name is kept for deployments', async () => {
  const { kept, connect } = await towpath()

  const answer = await connect({ tokenName: 'mine', token: 't', applicationName: 'web' })

  expect(answer).toEqual({ tokenName: 'mine' })
  expect(kept).toEqual([{ tokenName: 'mine', token: 't', applicationName: 'web' }])
  expect(server.audit.at(-1)?.decisions[0]?.resource).toBe(`arn:aws:codedeploy:us-east-1:${ACCOUNT}:application:web`)
})

test('a token for a connection completes it, and the answer tells where its webhooks go', async () => {
  const { kept, connect } = await towpath()

  const answer = await connect({ connectionArn: CONNECTION, token: 't' })

  expect(answer).toEqual({ connectionArn: CONNECTION, webhookPath: '/webhooks/github/abc', webhookSecret: 'shh' })
  expect(kept).toEqual([{ connectionArn: CONNECTION, token: 't' }])
  expect(server.audit.at(-1)?.decisions[0]?.resource).toBe(CONNECTION)
})

test.each([
  { token: 't' },
  { token: 't', tokenName: 'mine', connectionArn: CONNECTION },
  { token: 't', applicationName: 'web', connectionArn: CONNECTION },
])('a token for nothing, or for two things, is refused: %j', async (input) => {
  const { kept, connect } = await towpath()

  await expect(connect(input)).rejects.toMatchObject({ code: 'ValidationException' })
  expect(kept).toEqual([])
})
