import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GithubRepository } from '@towpath/git/github/index.ts'
import { userGit, zipEntries } from '@towpath/git/testing.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type GithubServer, githubServer } from './testing.ts'

let server: GithubServer
let commit: string
const LIMITS = { maxBytes: 300 * 1024 * 1024, maxFiles: 100 }

beforeEach(async () => {
  server = await githubServer()
  await server.embed('app')
  commit = await server.commit('app', { changes: [{ path: 'app.txt', content: '1' }] })
})
afterEach(() => server.close())

async function api(path: string, options: { method?: string; as?: string; body?: unknown; raw?: string } = {}) {
  const { method = 'GET', as = 'writer:pw', body, raw } = options
  const response = await fetch(`${server.url}/github/repos/towpath/app${path}`, {
    method,
    headers: as === '' ? {} : { authorization: `Bearer ${as}` },
    body: raw ?? (body === undefined ? undefined : JSON.stringify(body)),
  })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    json: text === '' ? undefined : JSON.parse(text),
  }
}

/** The client that reads the real GitHub, as a connection to an Enterprise server uses it. */
function client(token = 'writer:pw', name = 'app'): GithubRepository {
  return new GithubRepository({ api: `${server.url}/github/api/v3`, fetch }, `towpath/${name}`, token)
}

test('the client of the real GitHub reads commits, archives and comparisons of an embedded repository', async () => {
  const after = await server.commit('app', {
    parent: commit,
    changes: [
      { path: 'dir with space/-n ü', content: '2' },
      { path: 'run.sh', content: '#!/bin/sh', mode: 'executable' },
    ],
  })

  const byBranch = await client().commit({ branch: 'main' })
  const byId = await client().commit({ commit })
  const zip = zipEntries(Buffer.concat(await (await client().zip(after, LIMITS)).toArray()))
  const files = await client().changedFiles(commit, after)

  expect(byBranch).toEqual({
    id: after,
    message: 'Hello',
    author: { name: 'Ada', email: 'ada@example.test' },
    committedAt: 5000,
    url: undefined,
  })
  expect(byId.id).toBe(commit)
  expect([...zip.keys()].sort()).toEqual(['app.txt', 'dir with space/', 'dir with space/-n ü', 'run.sh'])
  expect(zip.get('run.sh')?.mode).toBe(0o100755)
  expect(files.sort()).toEqual(['dir with space/-n ü', 'run.sh'])
})

test('a repository with a file of 200 MB is read in less memory than that', async () => {
  const work = await mkdtemp(join(tmpdir(), 'towpath-large-'))
  await userGit(work, 'clone', '-q', await server.repositories.folder('towpath/app'), '.')
  await writeFile(join(work, 'large'), '')
  await truncate(join(work, 'large'), 200 * 1024 * 1024)
  await userGit(work, 'add', 'large')
  await userGit(work, 'commit', '-qm', 'large')
  await userGit(work, 'push', '-q', 'origin', 'HEAD')
  const large = await userGit(work, 'rev-parse', 'HEAD')
  await rm(work, { recursive: true })
  const before = process.memoryUsage().rss
  let most = 0
  let size = 0

  for await (const chunk of await client().zip(large, LIMITS)) {
    size += chunk.length
    most = Math.max(most, process.memoryUsage().rss)
  }

  expect(size).toBeGreaterThan(100_000)
  expect(most - before).toBeLessThan(150 * 1024 * 1024)
}, 240_000)

test('branches whose names need care are found, and names that are options or expressions are not', async () => {
  for (const branch of ['feature/x', 'ü-文', 'a%2Fb']) {
    await server.repositories.createBranch('towpath/app', branch, commit)
    expect((await client().commit({ branch })).id).toBe(commit)
    expect((await api(`/branches/${encodeURIComponent(branch)}`)).json).toMatchObject({ name: branch })
    expect((await api(`/git/ref/heads/${encodeURIComponent(branch)}`)).json.object.sha).toBe(commit)
  }
  for (const branch of ['--output=/tmp/x', 'main~0', 'main:app.txt', '../../etc/passwd']) {
    await expect(client().commit({ branch })).rejects.toMatchObject({ refused: 'missing' })
  }
  expect((await api('/branches/feature/x')).json.commit.sha).toBe(commit)
})

test.each([
  ['', 401, 'Requires authentication'],
  ['writer:wrong', 401, 'Bad credentials'],
  ['nobody:pw', 404, 'Not Found'],
])('whoever asks as %j gets %i and learns nothing', async (as, status, message) => {
  expect(await api('', { as })).toMatchObject({ status, json: { message } })
  expect(await api('/commits', { as })).toMatchObject({ status, json: { message } })
})

test('whoever may only read may write nothing', async () => {
  const body = { message: 'm', content: 'eA==' }
  const as = 'reader:pw'

  expect((await api('', { as })).json).toMatchObject({ full_name: 'towpath/app', default_branch: 'main' })
  expect((await api('/contents/new', { method: 'PUT', as, body })).status).toBe(403)
  expect((await api(`/statuses/${commit}`, { method: 'POST', as, body: { state: 'success' } })).status).toBe(403)
  expect((await api('/hooks', { as })).status).toBe(403)
})

test('basic authentication works as for git', async () => {
  const authorization = `Basic ${Buffer.from('reader:pw').toString('base64')}`

  const response = await fetch(`${server.url}/github/repos/towpath/app`, { headers: { authorization } })

  expect(response.status).toBe(200)
})

test.each([
  '/nope',
  '/hooks/1',
  '/branches/nope',
  '/git/ref/heads/nope',
  '/git/ref/pull/1',
  '/contents/nope',
  '/x'.repeat(500),
])('%s is not found', async (path) => {
  expect(await api(path)).toMatchObject({ status: 404, json: { message: expect.any(String) } })
})

test('commits are listed in pages, with links between them', async () => {
  let parent = commit
  for (const content of ['2', '3'])
    parent = await server.commit('app', { parent, changes: [{ path: 'app.txt', content }] })

  const first = await api('/commits?per_page=2&path=app.txt')
  const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? ''
  const second = await fetch(next, { headers: { authorization: 'Bearer reader:pw' } })

  expect(first.json).toHaveLength(2)
  expect(await second.json()).toMatchObject([{ sha: commit }])
  expect(second.headers.get('link')).not.toContain('next')
})

test('a comparison tells how far apart two branches are', async () => {
  const main = await server.commit('app', { parent: commit, changes: [{ path: 'a', content: '1' }] })
  await server.repositories.createBranch('towpath/app', 'next', commit)
  const next = await server.commit('app', { branch: 'next', parent: commit, changes: [{ path: 'b', content: '1' }] })

  const { json } = await api('/compare/main...next')

  expect(json).toMatchObject({ status: 'diverged', ahead_by: 1, behind_by: 1, total_commits: 1 })
  expect(json.merge_base_commit.sha).toBe(commit)
  expect(json.base_commit.sha).toBe(main)
  expect(json.commits).toMatchObject([{ sha: next }])
  expect(json.files).toMatchObject([{ filename: 'b', status: 'added' }])
  expect((await api('/compare/main...main')).json.status).toBe('identical')
})

test('a file is made, changed and deleted, each time only as the caller saw it', async () => {
  const put = (content: string, sha?: string) =>
    api('/contents/dir/-n%20%C3%BC', { method: 'PUT', body: { message: 'm', content: btoa(content), sha } })

  const made = await put('one')
  const sha = made.json.content.sha
  expect(made).toMatchObject({
    status: 201,
    json: { content: { path: 'dir/-n ü' }, commit: { parents: [{ sha: commit }] } },
  })
  expect((await put('two')).status).toBe(422)
  expect((await put('two', 'f'.repeat(40))).status).toBe(409)
  expect((await put('two', sha)).status).toBe(200)
  expect((await put('three', sha)).status).toBe(409)

  const read = await api('/contents/dir/-n%20%C3%BC')
  expect(Buffer.from(read.json.content, 'base64').toString()).toBe('two')
  expect((await api('/contents/dir')).json).toMatchObject([{ type: 'file', name: '-n ü' }])
  const remove = () =>
    api(`/contents/dir/-n%20%C3%BC`, { method: 'DELETE', body: { message: 'm', sha: read.json.sha } })
  expect((await remove()).json.content).toBeNull()
  expect((await remove()).status).toBe(404)
})

test('many who change different files of a branch at once all succeed', async () => {
  const all = await Promise.all(
    [1, 2, 3].map((n) => api(`/contents/f${n}`, { method: 'PUT', body: { message: 'm', content: btoa(`${n}`) } })),
  )

  expect(all.map(({ status }) => status)).toEqual([201, 201, 201])
  expect((await api('/contents')).json).toHaveLength(4)
})

test.each([
  ['a path out of the repository', '/contents/..%2F..%2Fetc%2Fpasswd', { content: 'eA==' }, 422],
  ['a path into .git', '/contents/.git/config', { content: 'eA==' }, 422],
  ['a file below a file', '/contents/app.txt/b', { content: 'eA==' }, 422],
  ['what is no base64', '/contents/new', { content: '<>' }, 422],
  ['no content', '/contents/new', {}, 422],
  ['a branch that is not there', '/contents/new', { content: 'eA==', branch: 'nope' }, 404],
  ['text that is a number', '/contents/new', { content: 7 }, 422],
])('%s is refused, and nothing changes', async (_, path, body, status) => {
  expect((await api(path, { method: 'PUT', body: { message: 'm', ...body } })).status).toBe(status)

  expect((await client().commit({ branch: 'main' })).id).toBe(commit)
})

test('a body that is no JSON, or larger than anything it could be, is refused', async () => {
  expect((await api('/contents/x', { method: 'PUT', raw: '{' })).status).toBe(400)
  expect((await api('/contents/x', { method: 'PUT', raw: '[]' })).status).toBe(422)

  const huge = api('/contents/x', { method: 'PUT', raw: 'x'.repeat(33 * 1024 * 1024) }).catch(() => 'cut off')
  expect(await huge).toSatisfy((answer) => answer === 'cut off' || (answer as { status: number }).status === 413)
})

test('statuses written by the client are told, the newest of each context counting', async () => {
  await client().createStatus(commit, { state: 'pending', context: 'a', description: 'x'.repeat(200) })
  await client().createStatus(commit, {
    state: 'success',
    context: 'b',
    description: '',
    targetUrl: 'https://ci.test/1',
  })
  expect((await api('/commits/main/status')).json).toMatchObject({ state: 'pending', total_count: 2 })

  await client().createStatus(commit, { state: 'success', context: 'a', description: 'done' })

  expect((await api(`/commits/${commit}/status`)).json).toMatchObject({ state: 'success', sha: commit })
  expect((await api('/commits/heads%2Fmain/statuses')).json).toMatchObject([
    { state: 'success', context: 'a', creator: { login: 'writer' } },
    { state: 'success', context: 'b', target_url: 'https://ci.test/1' },
    { state: 'pending', context: 'a' },
  ])
})

test.each([
  [{ state: 'great' }],
  [{ state: 'success', target_url: 'javascript:alert(1)' }],
  [{ state: 'success', description: 'x'.repeat(141) }],
  [{ state: 'success', context: 7 }],
])('the status %j is refused', async (body) => {
  expect((await api(`/statuses/${commit}`, { method: 'POST', body })).status).toBe(422)
  expect((await api(`/statuses/${'f'.repeat(40)}`, { method: 'POST', body: { state: 'success' } })).status).toBe(422)
})

test('an empty repository has no commits, and takes its first file', async () => {
  await server.embed('fresh')
  const fresh = (path: string, init?: RequestInit) =>
    fetch(`${server.url}/github/repos/towpath/fresh${path}`, { ...init, headers: { authorization: 'token writer:pw' } })

  expect((await fresh('/commits')).status).toBe(422)
  expect((await fresh('/branches')).status).toBe(200)
  const made = await fresh('/contents/a', { method: 'PUT', body: JSON.stringify({ message: 'm', content: 'eA==' }) })
  expect(made.status).toBe(201)
})
