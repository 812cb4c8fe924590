import { createHmac } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomIds, sealingKey, silentLogger, systemClock } from '@towpath/base'
import { openRepositories } from '@towpath/git'
import { codecommitSchema } from '@towpath/services/codecommit/index.ts'
import { codeconnectionsSchema, completeConnection } from '@towpath/services/codeconnections/index.ts'
import type { RepositoryPushed } from '@towpath/services/codepipeline/triggers/events.ts'
import type { Store } from '@towpath/storage'
import { temporaryStore } from '@towpath/storage/testing.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { composeGithub, GITHUB_SCHEMAS } from './compose-github.ts'
import { findRoute } from './http/routes.ts'

const PLACE = { account: '123456789012', region: 'us-east-1' }
const ID = '7d8f5ef4-0000-4000-8000-000000000001'
const ARN = `arn:aws:codeconnections:us-east-1:${PLACE.account}:connection/${ID}`
const sealing = sealingKey(Buffer.alloc(32, 7))

let folder: string
let store: Store
let server: Server
let github: ReturnType<typeof composeGithub>
let pushed: RepositoryPushed[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'towpath-github-'))
  store = await temporaryStore([codecommitSchema, codeconnectionsSchema, ...GITHUB_SCHEMAS])
  pushed = []
  github = composeGithub({
    ...{ store, sealing, clock: systemClock, ids: randomIds, log: silentLogger },
    repositories: openRepositories(folder),
    allow: async () => ({ outcome: 'unknown' }),
    triggers: { repositoryPushed: async (event) => void pushed.push(event), pullRequest: async () => {} },
  })
  github.start()
  server = createServer((req, res) => void findRoute(github.routes, req.url ?? '')?.handler(req, res))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  await store.transaction((db) =>
    db
      .withTables<{ codeconnections_connections: Record<string, unknown> }>()
      .insertInto('codeconnections_connections')
      .values({ ...PLACE, id: ID, service: 'codeconnections', name: 'n', provider: 'GitHub', created_at: 0 })
      .execute(),
  )
})
afterEach(async () => {
  await github.stop()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await store.close()
  await rm(folder, { recursive: true, force: true })
})

async function push(secret: string): Promise<number> {
  const [before, after] = ['a'.repeat(40), 'b'.repeat(40)]
  const body = JSON.stringify({ ref: 'refs/heads/main', before, after, repository: { full_name: 'octo/cat' } })
  const signature = createHmac('sha256', secret).update(body).digest('hex')
  const headers = { 'x-github-event': 'push', 'x-hub-signature-256': `sha256=${signature}` }
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/github/${ID}`
  return (await fetch(address, { method: 'POST', headers, body })).status
}

test('what GitHub tells of a connection reaches the triggers once the connection is completed', async () => {
  const pending = await push('anything')
  const { webhookSecret } = await store.transaction((db) =>
    completeConnection(db, PLACE, { sealing, ids: randomIds }, { connectionArn: ARN, token: 't' }),
  )

  const taken = await push(webhookSecret)

  expect([pending, taken]).toEqual([404, 200])
  expect(pushed).toMatchObject([
    { ...{ account: PLACE.account, repository: 'octo/cat' }, origin: { connectionArn: ARN } },
  ])
})

test('the API asks who is there before it tells anything', async () => {
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/github/repos/towpath/app`

  expect((await fetch(address)).status).toBe(401)
  expect((await fetch(address, { headers: { authorization: 'Bearer a:b' } })).status).toBe(401)
})
