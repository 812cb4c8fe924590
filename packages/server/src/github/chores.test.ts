import { afterEach, beforeEach, expect, test } from 'vitest'
import { githubChores } from './chores.ts'
import { addStatus, statusesOf } from './state/statuses.ts'
import { type GithubServer, githubServer } from './testing.ts'

let server: GithubServer
beforeEach(async () => {
  server = await githubServer()
})
afterEach(() => server.close())

test('what was kept of a repository that is gone is forgotten, and nothing else', async () => {
  const { store } = server
  const there = await server.embed('app')
  const status = { state: 'success' as const, context: 'c', description: '', creator: 'ada', createdAt: 0 }
  const commits = [there, 'gone'].map((repositoryId) => ({ repositoryId, sha: 'a'.repeat(40) }))
  for (const commit of commits) await store.transaction((db) => addStatus(db, commit, status))

  const more = await Promise.all(githubChores({ store }).map((chore) => chore.lot(0)))

  const left = await Promise.all(commits.map(async (commit) => (await statusesOf(store.db, commit)).length))
  expect(left).toEqual([1, 0])
  expect(more).toEqual([false, false, false])
})
