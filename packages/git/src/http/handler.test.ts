import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { until } from '@towpath/testkit/until.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { PushEvent } from '../repositories.ts'
import { gitServer, userGit } from '../testing.ts'

let server: Awaited<ReturnType<typeof gitServer>>
let work: string

beforeEach(async () => {
  server = await gitServer()
  work = await mkdtemp(join(tmpdir(), 'towpath-work-'))
  await server.repositories.create('demo/app')
})
afterEach(async () => {
  await server.close()
  await rm(work, { recursive: true, force: true })
})

async function commitAndPush(user: string, text: string, name = 'file') {
  await userGit(work, 'init', '--quiet', '--initial-branch=main')
  await writeFile(join(work, name), text)
  await userGit(work, 'add', '--', name)
  await userGit(work, 'commit', '--quiet', '-m', 'change')
  await userGit(work, 'push', '--quiet', server.url(user, 'demo/app'), 'main')
  return userGit(work, 'rev-parse', 'HEAD')
}

/** Processes whose environment names the folder of the repositories: git's, on their behalf. */
async function processesOf(folder: string): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const environments = await Promise.all(ids.map((id) => readFile(`/proc/${id}/environ`, 'latin1').catch(() => '')))
  return ids.filter((_, index) => environments[index]?.includes(`GIT_PROJECT_ROOT=${folder}`))
}

/** What git writes to standard error while it pushes. */
async function pushOutput(folder: string, url: string): Promise<string> {
  const { stderr } = await promisify(execFile)('git', ['push', url, 'main'], { cwd: folder })
  return stderr
}

test('what is pushed can be cloned, and the push is told with where the branch moved', async () => {
  const events: PushEvent[] = []
  server.repositories.onPush((event) => events.push(event))

  const commit = await commitAndPush('writer', 'hello')
  await userGit(work, 'clone', '--quiet', server.url('reader', 'demo/app'), 'copy')

  expect(await userGit(join(work, 'copy'), 'rev-parse', 'HEAD')).toBe(commit)
  expect(events).toEqual([
    { repository: 'demo/app', changes: [{ ref: 'refs/heads/main', before: undefined, after: commit }] },
  ])
})

test('git push returns when the push was told, not before', async () => {
  const { watching } = server.repositories
  let told = false
  server.repositories.watching = async (repository, work) => {
    const result = await watching(repository, work)
    await new Promise((resolve) => setTimeout(resolve, 300))
    told = true
    return result
  }

  await commitAndPush('writer', 'hello')

  expect(told).toBe(true)
})

test('a push says nothing but what git says', async () => {
  await userGit(work, 'init', '--quiet', '--initial-branch=main')
  await userGit(work, 'commit', '--quiet', '--allow-empty', '-m', 'first')

  const said = await pushOutput(work, server.url('writer', 'demo/app'))

  expect(said).not.toMatch(/error|remote:/)
})

test('a user without the right to push is refused with the reason, and nothing moves', async () => {
  await expect(commitAndPush('reader', 'hello')).rejects.toThrow(/403/)

  expect(await server.repositories.branches('demo/app')).toEqual(new Map())
})

test('a wrong password is asked for again', async () => {
  const response = await fetch(
    `${server.url('reader', 'demo/app').replace('reader:pw@', '')}/info/refs?service=git-upload-pack`,
    {
      headers: { authorization: `Basic ${Buffer.from('reader:wrong').toString('base64')}` },
    },
  )

  expect([response.status, response.headers.get('www-authenticate')]).toEqual([
    401,
    'Basic realm="Towpath git", charset="UTF-8"',
  ])
})

test.each([
  '/git/demo/app.git/HEAD',
  '/git/demo/app.git/objects/info/packs',
  '/git/demo/app.git/config',
  '/git/demo/..%2f..%2fetc.git/info/refs?service=git-upload-pack',
  '/git/demo/app.git/info/refs',
  '/git/demo/app.git/info/refs?service=git-upload-archive',
])('nothing but the smart protocol is served: %s', async (path) => {
  const origin = new URL(server.url('reader', 'demo/app')).host

  const response = await fetch(`http://${origin}${path}`, {
    headers: { authorization: `Basic ${Buffer.from('reader:pw').toString('base64')}` },
  })

  expect(response.status).toBe(404)
})

test('a push larger than the limit is refused and leaves the branch alone', async () => {
  await server.close()
  server = await gitServer({ maxPushBytes: 100_000 })
  await server.repositories.create('demo/app')
  const noise =
    Buffer.from(Array.from({ length: 400_000 }, (_, i) => (i * i * 7919) % 251)).toString('base64') + Math.random()

  await expect(commitAndPush('writer', [...noise].sort(() => Math.random() - 0.5).join(''))).rejects.toThrow()

  expect(await server.repositories.branches('demo/app')).toEqual(new Map())
  await until('no program of git is left', async () => (await processesOf(server.folder)).length === 0)
})

test('names with blanks, umlauts and a leading dash survive a push', async () => {
  const commit = await commitAndPush('writer', 'x', '-ü b')

  const entries = await server.repositories.tree('demo/app', commit, '')

  expect(entries.map((entry) => entry.path)).toEqual(['-ü b'])
})
