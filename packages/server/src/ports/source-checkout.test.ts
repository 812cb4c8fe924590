import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { randomIds, sealingKey } from '@towpath/base'
import { type GitRepositories, openRepositories } from '@towpath/git'
import type { CheckoutRequest } from '@towpath/services/codebuild/ports/source-checkout.ts'
import { codecommitSchema } from '@towpath/services/codecommit/index.ts'
import { codeconnectionsSchema, completeConnection } from '@towpath/services/codeconnections/index.ts'
import type { Store } from '@towpath/storage'
import { temporaryStore } from '@towpath/storage/testing.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sourceCheckout } from './source-checkout.ts'

const REPOSITORY = 'arn:aws:codecommit:us-east-1:123456789012:app'
const CONNECTION = 'arn:aws:codestar-connections:us-east-1:123456789012:connection/00000000-0000-4000-8000-000000000001'
const git = async (folder: string, ...args: string[]) =>
  (await promisify(execFile)('git', ['-C', folder, ...args])).stdout.trim()

const sealing = sealingKey(Buffer.alloc(32, 1))

let folder: string
let store: Store
let repositories: GitRepositories
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'towpath-checkout-'))
  store = await temporaryStore([codecommitSchema, codeconnectionsSchema])
  repositories = openRepositories(folder)
})
afterEach(async () => {
  await store.close()
  await rm(folder, { recursive: true, force: true })
})

/** An embedded repository with one commit; resolves with its id. */
async function embed(): Promise<string> {
  const row = { id: 'r1', account: '123456789012', region: 'us-east-1', owner: 'towpath', name: 'app' }
  await store.transaction((db) =>
    db
      .withTables<{ codecommit_repositories: typeof row & { created_at: number; modified_at: number } }>()
      .insertInto('codecommit_repositories')
      .values({ ...row, created_at: 0, modified_at: 0 })
      .execute(),
  )
  await repositories.create('towpath/app')
  const work = join(folder, 'work')
  await mkdir(work)
  await git(work, 'init', '--quiet', '--initial-branch=main')
  const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.com']
  await git(work, ...who, 'commit', '--quiet', '--allow-empty', '-m', 'first')
  await git(work, 'push', '--quiet', await repositories.folder('towpath/app'), 'main')
  return git(work, 'rev-parse', 'HEAD')
}

/** The connection to a host at that address, completed. */
async function connect(endpoint: string): Promise<void> {
  const place = { account: '123456789012', region: 'us-east-1' }
  const common = { ...place, service: 'codestar-connections', name: 'c', provider: 'GitHubEnterpriseServer' }
  const host = { ...common, id: 'h1', endpoint, created_at: 0 }
  const connection = { ...common, id: CONNECTION.split('/').at(-1) ?? '', host_id: 'h1', created_at: 0 }
  await store.transaction(async (db) => {
    const tables = db.withTables<{
      codeconnections_hosts: typeof host
      codeconnections_connections: typeof connection
    }>()
    await tables.insertInto('codeconnections_hosts').values(host).execute()
    await tables.insertInto('codeconnections_connections').values(connection).execute()
    const given = { connectionArn: CONNECTION, token: 'token-of-the-connection' }
    await completeConnection(db, place, { sealing, ids: randomIds }, given)
  })
}

async function checkOut(change: Partial<CheckoutRequest>, allowed: string[]) {
  const asked: [string, string][] = []
  const into = await mkdtemp(join(folder, 'into-'))
  const outcome = await sourceCheckout({ store, repositories, sealing }).checkout({
    account: '123456789012',
    region: 'us-east-1',
    type: 'CODECOMMIT',
    location: 'https://git-codecommit.us-east-1.amazonaws.com/v1/repos/app',
    depth: 0,
    submodules: false,
    insecureSsl: false,
    folder: into,
    output: () => {},
    signal: AbortSignal.timeout(20_000),
    async may(action, resource) {
      asked.push([action, resource])
      return allowed.includes(action)
    },
    ...change,
  })
  return { outcome, asked, into }
}

test('an embedded repository is checked out for a role that may pull it', async () => {
  const commitId = await embed()

  const { outcome, asked, into } = await checkOut({ version: commitId }, ['codecommit:GitPull'])

  expect(outcome).toEqual({ commitId })
  expect(asked).toEqual([['codecommit:GitPull', REPOSITORY]])
  expect(await readFile(join(into, '.git/HEAD'), 'utf8')).toContain(commitId)
})

test.each([
  ['CODECOMMIT', 'https://git-codecommit.us-east-1.amazonaws.com/v1/repos/app'],
  ['GITHUB', 'https://github.com/towpath/app.git'],
] as const)('an embedded repository stays closed to a role that may not pull it, as %s too', async (type, location) => {
  await embed()

  const { outcome } = await checkOut({ type, location }, [])

  expect(outcome).toEqual({
    refused: 'denied',
    message: `The role of the build is not authorized to perform: codecommit:GitPull on resource: ${REPOSITORY}`,
  })
})

test('a connection opens nothing for a role that may not use it, nor before it is completed', async () => {
  const location = 'https://github.com/octo/app.git'
  const about = { type: 'GITHUB' as const, location, connectionArn: CONNECTION }

  const refused = await checkOut(about, [])
  const missing = await checkOut(about, ['codeconnections:UseConnection'])

  expect(refused.outcome).toEqual({
    refused: 'denied',
    message: `The role of the build is not authorized to perform: codestar-connections:UseConnection on resource: ${CONNECTION}`,
  })
  expect(missing.outcome).toEqual({ refused: 'denied', message: `There is no connection ${CONNECTION}.` })
})

test('the host of a connection is asked with its token', async () => {
  const seen: (string | undefined)[] = []
  const host: Server = createServer((req, res) => {
    seen.push(`${req.url?.split('?')[0]} ${req.headers.authorization}`)
    res.writeHead(req.headers.authorization ? 403 : 401, { 'WWW-Authenticate': 'Basic realm="git"' }).end()
  })
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve))
  try {
    const endpoint = `http://127.0.0.1:${(host.address() as AddressInfo).port}`
    await connect(endpoint)

    const about = { type: 'GITHUB' as const, location: 'https://github.com/octo/app.git', connectionArn: CONNECTION }
    const { outcome } = await checkOut(about, ['codestar-connections:UseConnection'])

    expect(outcome).toMatchObject({ refused: expect.stringMatching(/denied|failed/) })
    const basic = Buffer.from('x-access-token:token-of-the-connection').toString('base64')
    expect(seen).toContain(`/octo/app.git/info/refs Basic ${basic}`)
    expect(JSON.stringify(outcome)).not.toContain('token-of-the-connection')
  } finally {
    host.closeAllConnections()
    host.close()
  }
})
