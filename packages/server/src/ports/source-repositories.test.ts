import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomIds, sealingKey, systemClock } from '@towpath/base'
import { type GitRepositories, openRepositories } from '@towpath/git'
import { tarball, zipEntries } from '@towpath/git/testing.ts'
import { codecommitSchema } from '@towpath/services/codecommit/index.ts'
import { codeconnectionsSchema, completeConnection } from '@towpath/services/codeconnections/index.ts'
import type { SourceRepositories } from '@towpath/services/codepipeline/ports/source-repositories.ts'
import type { Store } from '@towpath/storage'
import { temporaryStore } from '@towpath/storage/testing.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { githubSchema } from '../github/state/schema.ts'
import { statusesOf } from '../github/state/statuses.ts'
import { sourceRepositories } from './source-repositories.ts'

const PLACE = { account: '123456789012', region: 'us-east-1' }
const app = { ...PLACE, repository: 'towpath/app' }
const cat = { ...PLACE, repository: 'octo/cat' }
const COMMIT = 'a'.repeat(40)
const sealing = sealingKey(Buffer.alloc(32, 7))

let folder: string
let store: Store
let git: GitRepositories
let github: Server
let requests: IncomingMessage[]
let answer: (req: IncomingMessage, res: ServerResponse) => void
let sources: SourceRepositories

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'towpath-sources-'))
  store = await temporaryStore([codecommitSchema, codeconnectionsSchema, githubSchema])
  git = openRepositories(folder)
  requests = []
  answer = (_, res) => res.writeHead(404).end()
  github = createServer((req, res) => {
    requests.push(req)
    answer(req, res)
  })
  await new Promise<void>((resolve) => github.listen(0, '127.0.0.1', resolve))
  const githubApi = `http://127.0.0.1:${(github.address() as AddressInfo).port}`
  const maxBytes = 10_000_000
  sources = sourceRepositories({ store, sealing, githubApi, fetch, repositories: git, clock: systemClock, maxBytes })
})
afterEach(async () => {
  github.closeAllConnections()
  await new Promise((resolve) => github.close(resolve))
  await store.close()
  await rm(folder, { recursive: true, force: true })
})

async function embed(place = PLACE): Promise<string> {
  const row = { id: 'r1', ...place, owner: 'towpath', name: 'app', created_at: 0, modified_at: 0 }
  await store.transaction((db) =>
    db
      .withTables<{ codecommit_repositories: typeof row }>()
      .insertInto('codecommit_repositories')
      .values(row)
      .execute(),
  )
  await git.create('towpath/app')
  return commit(undefined, [{ path: 'appspec.yml', content: 'version: 0.0\n' }])
}

function commit(parent: string | undefined, changes: { path: string; content: string }[]): Promise<string> {
  const author = { name: 'Ada', email: 'ada@example.test' }
  return git.commitFiles('towpath/app', { branch: 'main', parent, author, message: 'Hello', at: 5000, changes })
}

test('an embedded repository is meant first, by its path or its bare name, and GitHub is not asked', async () => {
  const commitId = await embed()

  const byPath = await sources.commit({ ...app, ref: { branch: 'main' } })
  const byName = await sources.commit({ ...app, repository: 'app', ref: { commit: commitId } })
  const archive = await sources.archive({ ...app, commitId })

  expect(byPath).toEqual({
    commitId,
    message: 'Hello',
    author: { name: 'Ada', email: 'ada@example.test' },
    committedAt: 5000,
  })
  expect(byName).toEqual(byPath)
  const entries = 'refused' in archive ? undefined : zipEntries(Buffer.concat(await archive.toArray()))
  expect([...(entries?.keys() ?? [])]).toEqual(['appspec.yml'])
  expect(requests).toEqual([])
})

test('an embedded repository is read only with the right to pull from it, where whoever reads is told', async () => {
  const commitId = await embed()
  const asked: string[] = []
  const may = (allowed: boolean) => async (action: string, resource: string) => {
    asked.push(`${action} ${resource}`)
    return allowed
  }

  const allowed = await sources.commit({ ...app, may: may(true), ref: { branch: 'main' } })
  const refused = await sources.commit({ ...app, token: 'any', may: may(false), ref: { branch: 'main' } })
  const archive = await sources.archive({ ...app, token: 'any', may: may(false), commitId })

  expect(allowed).toMatchObject({ commitId })
  expect(refused).toEqual({ refused: 'denied', message: expect.stringContaining('codecommit:GitPull') })
  expect(archive).toMatchObject({ refused: 'denied' })
  expect(new Set(asked)).toEqual(new Set(['codecommit:GitPull arn:aws:codecommit:us-east-1:123456789012:app']))
})

test.each([
  [{ branch: 'nope' }, /branch nope/],
  [{ branch: 'main~0' }, /branch main~0/],
  [{ branch: '--all' }, /branch --all/],
  [{ tag: 'main' }, /tag main/],
  [{ commit: COMMIT }, /commit a{40}/],
  [{ commit: 'main' }, /commit main/],
])('%j, which the embedded repository has not, is missing, whatever GitHub may have', async (ref, message) => {
  await embed()

  const refused = await sources.commit({ ...app, ref })

  expect(refused).toEqual({ refused: 'missing', message: expect.stringMatching(message) })
  expect(requests).toEqual([])
})

test('an embedded repository of another account is none, and of another region is not opened', async () => {
  await embed({ account: '999999999999', region: 'us-east-1' })

  const elsewhere = await sources.commit({
    ...app,
    account: '999999999999',
    region: 'eu-west-1',
    ref: { branch: 'main' },
  })
  const foreign = await sources.commit({ ...app, ref: { branch: 'main' } })
  const bare = await sources.commit({ ...app, repository: 'app', ref: { branch: 'main' } })

  expect(elsewhere).toMatchObject({ refused: 'missing', message: expect.stringContaining('is in us-east-1') })
  expect(foreign).toMatchObject({ refused: 'missing', message: expect.stringContaining('answered 404') })
  expect(bare).toMatchObject({ refused: 'missing', message: expect.stringContaining('no repository app in us-east-1') })
  expect(requests).toHaveLength(1)
})

test('what differs between two commits of an embedded repository is told, up to a hundred paths', async () => {
  const before = await embed()
  const after = await commit(before, [{ path: '-n ü', content: '1' }])
  const many = Array.from({ length: 120 }, (_, index) => ({ path: `f${index}`, content: `${index}` }))
  const large = await commit(after, many)

  expect(await sources.changedFiles({ ...app, before, after })).toEqual(['-n ü'])
  expect(await sources.changedFiles({ ...app, before: after, after: large })).toHaveLength(100)
  expect(await sources.changedFiles({ ...app, before: COMMIT, after })).toBeUndefined()
})

test('a status of a commit of an embedded repository is kept with it', async () => {
  const commitId = await embed()
  const status = { state: 'success' as const, context: 'pipeline/web', description: 'done' }

  expect(await sources.reportStatus({ ...app, commitId, ...status })).toBeUndefined()
  expect(await sources.reportStatus({ ...app, commitId: COMMIT, ...status })).toMatchObject({ refused: 'missing' })

  const kept = await statusesOf(store.db, { repositoryId: 'r1', sha: commitId })
  expect(kept).toMatchObject([{ ...status, creator: 'towpath' }])
})

test('any other repository is that of GitHub, with the token where there is one', async () => {
  answer = (_, res) => res.end(JSON.stringify({ sha: COMMIT, commit: { message: 'm' } }))

  const found = await sources.commit({ ...cat, token: 'abc', ref: { branch: 'main' } })

  expect(found).toMatchObject({ commitId: COMMIT, message: 'm' })
  expect(requests[0]?.headers.authorization).toBe('Bearer abc')
})

test('the archive of a commit on GitHub has nothing above the root', async () => {
  const packed = await tarball({ name: 'octo-cat-aaaaaaa/appspec.yml', content: 'x' })
  answer = (_, res) => res.end(packed)

  const archive = await sources.archive({ ...cat, commitId: COMMIT })

  const entries = 'refused' in archive ? undefined : zipEntries(Buffer.concat(await archive.toArray()))
  expect([...(entries?.keys() ?? [])]).toEqual(['appspec.yml'])
})

test('a connection opens GitHub with its token once it is completed', async () => {
  answer = (_, res) => res.end(JSON.stringify({ sha: COMMIT, commit: {} }))
  const connectionArn = `arn:aws:codeconnections:us-east-1:${PLACE.account}:connection/c1`
  await store.transaction((db) =>
    db
      .withTables<{ codeconnections_connections: Record<string, unknown> }>()
      .insertInto('codeconnections_connections')
      .values({ ...PLACE, id: 'c1', service: 'codeconnections', name: 'n', provider: 'GitHub', created_at: 0 })
      .execute(),
  )
  const asked = { ...cat, connectionArn, ref: { branch: 'main' } }

  const pending = await sources.commit(asked)
  const unknown = await sources.commit({ ...asked, connectionArn: `${connectionArn}x` })
  await store.transaction((db) =>
    completeConnection(db, PLACE, { sealing, ids: randomIds }, { connectionArn, token: 'sealed-one' }),
  )
  const found = await sources.commit(asked)

  expect(pending).toMatchObject({ refused: 'denied', message: expect.stringContaining('towpath github connect') })
  expect(unknown).toMatchObject({ refused: 'denied', message: expect.stringContaining('no connection') })
  expect(found).toMatchObject({ commitId: COMMIT })
  expect(requests.map((req) => req.headers.authorization)).toEqual(['Bearer sealed-one'])
})

test.each([
  [401, 'denied'],
  [404, 'missing'],
  [409, 'missing'],
  [503, 'unavailable'],
])('an answer %i of GitHub is %s for every question', async (status, refused) => {
  answer = (_, res) => res.writeHead(status).end()
  const written = { state: 'pending' as const, context: 'c', description: 'd' }

  expect(await sources.commit({ ...cat, ref: { tag: 'v1' } })).toMatchObject({ refused })
  expect(await sources.archive({ ...cat, commitId: COMMIT })).toMatchObject({ refused })
  expect(await sources.reportStatus({ ...cat, commitId: COMMIT, ...written })).toMatchObject({ refused })
  expect(await sources.changedFiles({ ...cat, before: COMMIT, after: COMMIT })).toBeUndefined()
})
