import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type CommitFiles, type GitRepositories, type HistoryOptions, openRepositories } from './index.ts'

let folder: string
let repositories: GitRepositories

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'towpath-reading-'))
  repositories = openRepositories(folder)
  await repositories.create('towpath/app')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function commit(more: Partial<CommitFiles> & Pick<CommitFiles, 'changes'>): Promise<string> {
  const author = { name: 'Ada', email: 'ada@example.test' }
  return repositories.commitFiles('towpath/app', {
    branch: 'main',
    parent: undefined,
    author,
    message: 'm',
    at: 0,
    ...more,
  })
}

test('what differs between two commits is told file by file, and paths are no patterns', async () => {
  const odd = ['*', '-n', 'dir/ü 文', 'tab\there', ':(glob)**']
  const first = await commit({ changes: odd.map((path) => ({ path, content: '1' })) })
  const second = await commit({
    parent: first,
    changes: [
      { path: '*', content: '2', mode: 'executable' },
      { path: '-n', content: null },
      { path: 'new', content: 'target', mode: 'symlink' },
    ],
  })

  const changes = await repositories.changes('towpath/app', first, second)
  const all = await repositories.changes('towpath/app', undefined, first)
  const one = await repositories.changes('towpath/app', first, second, '*')

  expect(changes.map(({ path, before, after }) => [path, before?.mode, after?.mode])).toEqual([
    ['*', '100644', '100755'],
    ['-n', '100644', undefined],
    ['new', undefined, '120000'],
  ])
  expect(all.map(({ path }) => path).sort()).toEqual([...odd].sort())
  expect(one.map(({ path }) => path)).toEqual(['*'])
  await expect(repositories.changes('towpath/app', '--output=/tmp/x', second)).rejects.toMatchObject({
    code: 'CommitMissing',
  })
})

test('a file is found with its size, and its mode can be changed without sending it again', async () => {
  const first = await commit({ changes: [{ path: 'dir/a\tb', content: 'hello' }] })
  const entry = await repositories.entry('towpath/app', first, 'dir/a\tb')
  const second = await commit({
    parent: first,
    changes: [{ path: 'dir/a\tb', content: { blob: entry?.id ?? '' }, mode: 'executable' }],
  })

  expect(await repositories.blobSize('towpath/app', entry?.id ?? '')).toBe(5)
  expect(await repositories.entry('towpath/app', second, 'dir/a\tb')).toEqual({ ...entry, mode: '100755' })
  expect(await repositories.entry('towpath/app', second, 'dir')).toMatchObject({ type: 'tree' })
  expect(await repositories.entry('towpath/app', second, 'dir/a\tb/c')).toBeUndefined()
  await expect(repositories.blobSize('towpath/app', first)).rejects.toMatchObject({ code: 'PathMissing' })
})

test('history can be read of one file, and from somewhere in the middle', async () => {
  const first = await commit({ message: 'one', changes: [{ path: 'a', content: '1' }] })
  const second = await commit({ parent: first, message: 'two', changes: [{ path: 'b', content: '1' }] })
  const third = await commit({ parent: second, message: 'three\n\nlong', changes: [{ path: 'a', content: '2' }] })
  const ids = async (options: HistoryOptions) =>
    (await repositories.commits('towpath/app', third, options)).map(({ id }) => id)

  expect(await ids({ limit: 10 })).toEqual([third, second, first])
  expect(await ids({ limit: 1, skip: 1 })).toEqual([second])
  expect(await ids({ limit: 10, path: 'a' })).toEqual([third, first])
  expect(await ids({ limit: 10, without: first })).toEqual([third, second])
  expect(await repositories.mergeBase('towpath/app', second, third)).toBe(second)
  expect(await repositories.distance('towpath/app', first, third)).toEqual({ one: 0, other: 2 })
})

test.each(['main~1', 'main@{0}', 'main:a', '--all', 'HEAD', ''])('%j is not taken for a revision', async (ref) => {
  const first = await commit({ changes: [{ path: 'a', content: '1' }] })
  await commit({ parent: first, changes: [{ path: 'a', content: '2' }] })

  expect(await repositories.resolve('towpath/app', ref)).toBeUndefined()
})

test('a full name of a ref means that ref alone', async () => {
  const first = await commit({ changes: [{ path: 'a', content: '1' }] })

  expect(await repositories.resolve('towpath/app', 'refs/heads/main')).toBe(first)
  expect(await repositories.resolve('towpath/app', 'refs/tags/main')).toBeUndefined()
})
