import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CheckoutOptions, checkout } from './checkout.ts'
import { gitServer, userGit } from './testing.ts'

let server: Awaited<ReturnType<typeof gitServer>>
let home: string
let work: string
const commits: string[] = []

beforeAll(async () => {
  server = await gitServer()
  home = await mkdtemp(join(tmpdir(), 'towpath-checkout-'))
  await server.repositories.create('team/app')
  work = join(home, 'work')
  await userGit(home, 'clone', '--quiet', server.url('writer', 'team/app'), work)
  await userGit(work, 'checkout', '--quiet', '-B', 'main')
  for (const text of ['one', 'two', 'three']) {
    await writeFile(join(work, 'file.txt'), text)
    await writeFile(join(work, '-rf ünï'), text)
    await writeFile(join(work, '.gitattributes'), '* filter=evil\n')
    await userGit(work, 'add', '--all')
    await userGit(work, 'commit', '--quiet', '-m', text)
    commits.push(await userGit(work, 'rev-parse', 'HEAD'))
  }
  await userGit(work, 'tag', '-a', 'v1', '-m', 'v1', commits[1] ?? '')
  await userGit(work, 'push', '--quiet', 'origin', 'HEAD:refs/heads/main', 'v1')
  await userGit(work, 'push', '--quiet', 'origin', `${commits[0]}:refs/heads/--upload-pack=id`)
  await userGit(work, 'push', '--quiet', 'origin', `${commits[0]}:refs/pull/7/head`)
})
afterAll(async () => {
  await server?.close()
  await rm(home, { recursive: true, force: true })
})

/** Over HTTP unless `embedded`. */
async function tree(more: Partial<CheckoutOptions> & { embedded?: boolean } = {}) {
  const { embedded = false, ...rest } = more
  const folder = await mkdtemp(join(home, 'tree-'))
  let said = ''
  const url = server.url('reader', 'team/app').replace('reader:pw@', '')
  const source = embedded ? await server.repositories.folder('team/app') : url
  const result = await checkout({
    source,
    depth: 1,
    submodules: false,
    credentials: { username: 'reader', password: 'pw' },
    folder,
    output: (text) => {
      said += text
    },
    signal: AbortSignal.timeout(30_000),
    ...rest,
  })
  const text = await readFile(join(folder, 'file.txt'), 'utf8').catch(() => undefined)
  return { result, folder, text, said }
}

test.each([
  [undefined, 2],
  ['main', 2],
  ['refs/heads/main', 2],
  ['v1', 1],
  ['refs/tags/v1', 1],
  ['--upload-pack=id', 0],
  ['pr/7', 0],
])('version %s is the commit that it names, over HTTP and from a folder', async (version, index) => {
  for (const embedded of [false, true]) {
    const { result, text } = await tree({ version, embedded })

    expect(result).toEqual({ commitId: commits[index] })
    expect(text).toBe(['one', 'two', 'three'][index])
  }
})

test.each([false, true])(
  'a commit is given by its id, in whole or cut short, or below a branch (embedded: %s)',
  async (embedded) => {
    const id = commits[1] ?? ''
    for (const version of [id, id.slice(0, 8), `refs/heads/main^{${id}}`]) {
      const { result, text } = await tree({ version, embedded })

      expect(result).toEqual({ commitId: id })
      expect(text).toBe('two')
    }
  },
)

test('as much of the history is there as was asked for', async () => {
  const count = async (depth: number) => userGit((await tree({ depth })).folder, 'rev-list', '--count', 'HEAD')

  expect([await count(1), await count(2), await count(0)]).toEqual(['1', '2', '3'])
})

test('a working tree names its origin and its branch, and holds no credentials', async () => {
  const { folder } = await tree({ version: 'main' })

  expect(await userGit(folder, 'branch', '--show-current')).toBe('main')
  expect(await userGit(folder, 'remote', 'get-url', 'origin')).toMatch(/^http:\/\/127\.0\.0\.1/)
  expect(await readFile(join(folder, '.git', 'config'), 'utf8')).not.toContain('pw')
  expect((await readdir(folder)).sort()).toEqual(['-rf ünï', '.git', '.gitattributes', 'file.txt'])
})

test('what is not there is missing, and told so', async () => {
  const absent = await tree({ version: 'nowhere' })
  const gone = await tree({ version: 'f'.repeat(40) })
  const none = await tree({ source: server.url('reader', 'team/none').replace('reader:pw@', '') })

  expect(absent.result).toMatchObject({ refused: 'missing', message: expect.stringContaining('"nowhere"') })
  expect(gone.result).toMatchObject({ refused: 'missing' })
  expect(none.result).toMatchObject({ refused: expect.stringMatching(/missing|denied/) })
})

test('credentials that do not open it are told so, without a prompt and without showing them', async () => {
  const { result, said } = await tree({ credentials: { username: 'reader', password: 'wrong-word' } })

  expect(result).toMatchObject({ refused: 'denied' })
  expect(JSON.stringify(result) + said).not.toContain('wrong-word')
})

test('a repository whose address looks like an answer is judged by the answer', async () => {
  await server.repositories.create('team/404-not-found')
  const source = server.url('reader', 'team/404-not-found').replace('reader:pw@', '')

  const { result } = await tree({ source, credentials: { username: 'reader', password: 'wrong-word' } })

  expect(result).toMatchObject({ refused: 'denied' })
})

test('nothing but HTTP is spoken with a source from outside', async () => {
  for (const source of ['ext::sh -c true', 'ssh://127.0.0.1/x', `file://${home}`, '--upload-pack=touch']) {
    const { result } = await tree({ source })

    expect(result).toMatchObject({ refused: 'failed', message: expect.stringContaining(JSON.stringify(source)) })
  }
})

describe('submodules', () => {
  /** Makes `team/NAME`, whose only submodule `part` is at `url`; answers the folder of the bare repository. */
  async function withSubmodule(name: string, url: string): Promise<string> {
    await server.repositories.create(`team/${name}`)
    const folder = join(home, name)
    await userGit(home, 'clone', '--quiet', server.url('writer', `team/${name}`), folder)
    await userGit(folder, 'checkout', '--quiet', '-B', 'main')
    await writeFile(join(folder, '.gitmodules'), `[submodule "part"]\n\tpath = part\n\turl = ${url}\n`)
    await userGit(folder, 'update-index', '--add', '--cacheinfo', `160000,${commits[2]},part`)
    await userGit(folder, 'add', '.gitmodules')
    await userGit(folder, 'commit', '--quiet', '-m', 'part')
    await userGit(folder, 'push', '--quiet', 'origin', 'main')
    return server.repositories.folder(`team/${name}`)
  }

  test('are fetched from a host, with the credentials of the checkout only at its own', async () => {
    const source = server.url('reader', 'team/outer').replace('reader:pw@', '')
    await withSubmodule('outer', '../app.git')

    const { result, folder } = await tree({ source, submodules: true })

    expect(result).toHaveProperty('commitId')
    expect(await readFile(join(folder, 'part', 'file.txt'), 'utf8')).toBe('three')
  })

  test('are never taken from a folder of this machine, not even by a repository that is in one', async () => {
    const other = await server.repositories.folder('team/app')
    const embedded = await withSubmodule('thief', other)
    const byUrl = await withSubmodule('other-thief', `file://${other}`)

    for (const source of [embedded, byUrl]) {
      const { result, folder } = await tree({ source, submodules: true })

      expect(result).toMatchObject({
        refused: 'failed',
        message: expect.stringMatching(/transport 'file' not allowed/),
      })
      expect(await readFile(join(folder, 'part', 'file.txt'), 'utf8').catch(() => 'none')).toBe('none')
    }
  })
})

test('a checkout that is called off ends at once', async () => {
  const abort = new AbortController()
  abort.abort(new Error('stopped'))

  await expect(tree({ signal: abort.signal })).rejects.toThrow('stopped')
})
