import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { type GitRepositories, openRepositories } from '@towpath/git'
import { codecommitSchema } from '@towpath/services/codecommit/index.ts'
import { type BlobStore, diskBlobs, type Store } from '@towpath/storage'
import { temporaryStore } from '@towpath/storage/testing.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { gitBundles } from './git-bundles.ts'

const COMMIT = 'a'.repeat(40)
const asked = { account: '123456789012', region: 'us-east-1', signal: new AbortController().signal }

let folder: string
let store: Store
let blobs: BlobStore
let repositories: GitRepositories
let github: Server
let requests: IncomingMessage[]
/** What the stand-in for GitHub answers. */
let answer: { status: number; body: string | Buffer }

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'towpath-bundles-'))
  store = await temporaryStore([codecommitSchema])
  blobs = diskBlobs(join(folder, 'blobs'))
  repositories = openRepositories(folder)
  requests = []
  answer = { status: 404, body: '' }
  github = createServer((req, res) => {
    requests.push(req)
    res.writeHead(answer.status).end(answer.body)
  })
  await new Promise<void>((resolve) => github.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  github.closeAllConnections()
  await new Promise((resolve) => github.close(resolve))
  await store.close()
  await rm(folder, { recursive: true, force: true })
})

function bundles() {
  const githubApi = `http://127.0.0.1:${(github.address() as AddressInfo).port}`
  return gitBundles({ store, blobs, repositories, githubApi, fetch, maxBytes: 1_000_000 })
}

async function embed(): Promise<string> {
  const now = Date.now()
  const row = { id: 'r1', account: asked.account, region: asked.region, owner: 'towpath', name: 'app' }
  await store.transaction((db) =>
    db
      .withTables<{ codecommit_repositories: typeof row & { created_at: number; modified_at: number } }>()
      .insertInto('codecommit_repositories')
      .values({ ...row, created_at: now, modified_at: now })
      .execute(),
  )
  await repositories.create('towpath/app')
  return repositories.commitFiles('towpath/app', {
    branch: 'main',
    parent: undefined,
    author: { name: 'Ada', email: 'ada@example.test' },
    message: 'm',
    at: now,
    changes: [{ path: 'appspec.yml', content: 'version: 0.0\n' }],
  })
}

test('an embedded repository comes first, and GitHub is not asked', async () => {
  const commitId = await embed()

  const fetched = await bundles().fetch({ ...asked, repository: 'towpath/app', commitId })

  const bundle = 'bundle' in fetched ? fetched.bundle : undefined
  const content = Buffer.concat(await (await blobs.get(bundle?.sha256 ?? '')).toArray())
  expect(gunzipSync(content).toString('latin1')).toContain('appspec.yml')
  expect(requests).toEqual([])
})

test('a commit that the embedded repository has not is missing, whatever GitHub may have', async () => {
  await embed()

  const fetched = await bundles().fetch({ ...asked, repository: 'towpath/app', commitId: COMMIT })

  expect(fetched).toMatchObject({ refused: 'missing', message: expect.stringContaining(COMMIT) })
})

test('any other repository is fetched from GitHub, with the token where there is one', async () => {
  answer = { status: 200, body: gzipSync('archive') }

  const fetched = await bundles().fetch({ ...asked, repository: 'octo/cat', commitId: COMMIT, token: 'secret' })

  expect(fetched).toMatchObject({ bundle: { format: 'tgz', size: answer.body.length } })
  expect(requests[0]?.url).toBe(`/repos/octo/cat/tarball/${COMMIT}`)
  expect(requests[0]?.headers.authorization).toBe('Bearer secret')
})

test.each([
  [404, 'missing'],
  [422, 'missing'],
  [401, 'token'],
  [403, 'token'],
])('an answer %i of GitHub ends as %s, without the token in the message', async (status, refused) => {
  answer = { status, body: 'no' }

  const fetched = await bundles().fetch({ ...asked, repository: 'octo/cat', commitId: COMMIT, token: 'secret' })

  expect(fetched).toMatchObject({ refused, message: expect.stringContaining(String(status)) })
  expect(JSON.stringify(fetched)).not.toContain('secret')
})

test('an answer that may pass is a rejection, so that it is tried again', async () => {
  answer = { status: 502, body: 'no' }

  await expect(bundles().fetch({ ...asked, repository: 'octo/cat', commitId: COMMIT })).rejects.toThrow(/502/)
})

test('a bundle larger than the limit is given up', async () => {
  answer = { status: 200, body: Buffer.alloc(2_000_000) }

  await expect(bundles().fetch({ ...asked, repository: 'octo/cat', commitId: COMMIT })).rejects.toMatchObject({
    code: 'BLOB_TOO_LARGE',
  })
})
