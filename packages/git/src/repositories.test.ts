import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type GitRepositories, openRepositories } from './repositories.ts'

let folder: string
let repositories: GitRepositories
const author = { name: 'Ada', email: 'ada@example.test' }
const at = Date.UTC(2026, 0, 2)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'towpath-repos-'))
  repositories = openRepositories(folder)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function repository(name: string) {
  await repositories.create(`demo/${name}`)
  const first = await repositories.commitFiles(`demo/${name}`, {
    branch: 'main',
    parent: undefined,
    author,
    message: 'First\n',
    at,
    changes: [
      { path: 'appspec.yml', content: 'version: 0.0\n' },
      { path: 'scripts/start.sh', content: '#!/bin/sh\n', mode: 'executable' },
    ],
  })
  return { name: `demo/${name}`, first }
}

test('a commit made here can be read back with its files, modes and author', async () => {
  const { name, first } = await repository('read')

  const commit = await repositories.commit(name, first)
  const scripts = await repositories.tree(name, first, 'scripts')
  const content = await repositories.blob(name, scripts[0]?.id ?? '')

  expect(commit).toMatchObject({ parents: [], message: 'First\n', author: { ...author, seconds: at / 1000 } })
  expect(scripts).toMatchObject([{ path: 'start.sh', mode: '100755', type: 'blob' }])
  expect(content.toString()).toBe('#!/bin/sh\n')
})

test('a commit onto a branch that has moved is refused and changes nothing', async () => {
  const { name, first } = await repository('moved')
  const change = { branch: 'main', author, message: 'm', at, changes: [{ path: 'a', content: '1' }] }
  const second = await repositories.commitFiles(name, { ...change, parent: first })

  const late = repositories.commitFiles(name, { ...change, parent: first, changes: [{ path: 'b', content: '2' }] })

  await expect(late).rejects.toMatchObject({ code: 'TipMoved' })
  expect(await repositories.resolve(name, 'main')).toBe(second)
})

test('of many commits made onto the same parent at once exactly one wins', async () => {
  const { name, first } = await repository('race')

  const tries = await Promise.allSettled(
    [1, 2, 3, 4].map((n) =>
      repositories.commitFiles(name, {
        branch: 'main',
        parent: first,
        author,
        message: 'm',
        at,
        changes: [{ path: `f${n}`, content: 'x' }],
      }),
    ),
  )

  expect(tries.filter((each) => each.status === 'fulfilled')).toHaveLength(1)
})

test('files are deleted by a change without content', async () => {
  const { name, first } = await repository('delete')

  const second = await repositories.commitFiles(name, {
    branch: 'main',
    parent: first,
    author,
    message: 'm',
    at,
    changes: [{ path: 'scripts/start.sh', content: null }],
  })

  expect((await repositories.tree(name, second, '')).map((entry) => entry.path)).toEqual(['appspec.yml'])
})

test('a change that changes nothing makes no commit', async () => {
  const { name, first } = await repository('same')
  const changes = [{ path: 'appspec.yml', content: 'version: 0.0\n' }]

  const again = repositories.commitFiles(name, { branch: 'main', parent: first, author, message: 'm', at, changes })

  await expect(again).rejects.toMatchObject({ code: 'NothingChanged' })
})

test.each(['../x', 'a/../../x', '/etc/passwd', '.git/config', 'a/.GIT/hooks/x', '', 'a//b', 'a\0b'])(
  'a file path that leaves the tree or reaches into git itself is refused: %j',
  async (path) => {
    const name = `demo/path-${Math.random().toString(36).slice(2)}`
    await repositories.create(name)

    const commit = { branch: 'main', parent: undefined, author, message: 'm', at, changes: [{ path, content: 'x' }] }

    await expect(repositories.commitFiles(name, commit)).rejects.toMatchObject({ code: 'InvalidName' })
  },
)

test.each(['x', 'a/b/c', '../x/y', 'a/..', '-a/b', 'a/b.git', 'a/.', 'a/b c', 'a/\u0000'])(
  'a repository path that could leave the folder or read as an option is refused: %j',
  async (name) => {
    await expect(repositories.create(name)).rejects.toMatchObject({ code: 'InvalidName' })
    await expect(repositories.folder(name)).rejects.toMatchObject({ code: 'InvalidName' })
  },
)

test.each(['--upload-pack=x', '-d', 'a..b', 'a b', 'a~1', ''])(
  'a branch name git does not take is refused: %j',
  async (branch) => {
    const name = `demo/branch-${Math.random().toString(36).slice(2)}`
    await repositories.create(name)

    const commit = { branch, parent: undefined, author, message: 'm', at, changes: [{ path: 'a', content: 'x' }] }

    await expect(repositories.commitFiles(name, commit)).rejects.toMatchObject({ code: 'InvalidName' })
  },
)

test('creating a repository twice is refused, and deleting one that is not there is no error', async () => {
  await repositories.create('demo/twice')

  await expect(repositories.create('demo/twice')).rejects.toMatchObject({ code: 'RepositoryExists' })
  await repositories.delete('demo/twice')
  await repositories.delete('demo/twice')

  expect(await repositories.exists('demo/twice')).toBe(false)
})

test('an archive holds the files of the commit below its prefix', async () => {
  const { name, first } = await repository('archive')

  const chunks = await (await repositories.archive(name, first, 'zip', 'demo-archive-1')).toArray()

  const zip = Buffer.concat(chunks).toString('latin1')
  expect(zip).toContain('demo-archive-1/appspec.yml')
  expect(zip).toContain('demo-archive-1/scripts/start.sh')
})

test('an archive is whole even when it is read only after git has ended', async () => {
  const { name, first } = await repository('late')

  const archive = await repositories.archive(name, first, 'tar.gz', 'late')
  await new Promise((resolve) => setTimeout(resolve, 500))
  const chunks = await archive.toArray()

  expect(gunzipSync(Buffer.concat(chunks)).toString('latin1')).toContain('late/appspec.yml')
})

test('an archive of a commit that is not there is refused', async () => {
  const { name } = await repository('no-archive')

  await expect(repositories.archive(name, 'f'.repeat(40), 'zip', 'x')).rejects.toMatchObject({ code: 'CommitMissing' })
})
