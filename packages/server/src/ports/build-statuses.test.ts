import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sealingKey, systemClock } from '@towpath/base'
import { openRepositories } from '@towpath/git'
import type { CommitStatus } from '@towpath/services/codebuild/ports/commit-statuses.ts'
import { codecommitSchema } from '@towpath/services/codecommit/index.ts'
import { codeconnectionsSchema } from '@towpath/services/codeconnections/index.ts'
import { temporaryStore } from '@towpath/storage/testing.ts'
import { expect, onTestFinished, test } from 'vitest'
import { buildStatuses } from './build-statuses.ts'

const status: CommitStatus = {
  account: '123456789012',
  region: 'us-east-1',
  type: 'GITHUB',
  location: 'https://github.com/octo/cat.git',
  token: 'abc',
  commitId: 'a'.repeat(40),
  state: 'success',
  context: 'AWS CodeBuild us-east-1 (web)',
  description: 'Build succeeded for project web',
  buildId: 'web:1',
  signal: AbortSignal.timeout(20_000),
}

/** What builds say, to a stand-in for GitHub that keeps the requests. */
async function reporter() {
  const folder = await mkdtemp(join(tmpdir(), 'towpath-statuses-'))
  const store = await temporaryStore([codecommitSchema, codeconnectionsSchema])
  const seen: { url?: string; authorization?: string; body: Record<string, unknown> }[] = []
  const github = createServer(async (req, res) => {
    const body = Buffer.concat(await req.toArray()).toString('utf8')
    seen.push({ url: req.url, authorization: req.headers.authorization, body: JSON.parse(body) })
    res.writeHead(201, { 'Content-Type': 'application/json' }).end('{}')
  })
  await new Promise<void>((resolve) => github.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    github.closeAllConnections()
    github.close()
    await store.close()
    await rm(folder, { recursive: true, force: true })
  })
  const report = buildStatuses({
    store,
    sealing: sealingKey(Buffer.alloc(32, 1)),
    clock: systemClock,
    repositories: openRepositories(folder),
    githubApi: `http://127.0.0.1:${(github.address() as AddressInfo).port}`,
    fetch,
    links: { build: ({ buildId }) => `http://here/builds/${buildId}` },
  })
  return { report, seen }
}

test('the status of a build goes to the configured GitHub, with the page of the build', async () => {
  const { report, seen } = await reporter()

  expect(await report(status)).toBeUndefined()

  expect(seen).toEqual([
    {
      url: `/repos/octo/cat/statuses/${status.commitId}`,
      authorization: 'Bearer abc',
      body: {
        state: 'success',
        context: status.context,
        description: status.description,
        target_url: 'http://here/builds/web:1',
      },
    },
  ])
})

test('an address of its own takes the place of the page, and a location elsewhere changes nothing of where it goes', async () => {
  const { report, seen } = await reporter()

  await report({ ...status, location: 'https://evil.example.com/octo/cat', targetUrl: 'https://ci.example.com' })

  expect(seen.map(({ url }) => url)).toEqual([`/repos/octo/cat/statuses/${status.commitId}`])
  expect(seen[0]?.body.target_url).toBe('https://ci.example.com')
})

test.each([
  ['GITHUB_ENTERPRISE', 'http://ghe.example.com/octo/cat.git'],
  ['GITHUB', 'octo'],
] as const)('a token of %s is not sent to %s', async (type, location) => {
  const { report, seen } = await reporter()

  expect(await report({ ...status, type, location })).toEqual({ refused: expect.stringContaining(location) })

  expect(seen).toEqual([])
})
