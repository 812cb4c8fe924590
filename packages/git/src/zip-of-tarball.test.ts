import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openRepositories } from './index.ts'
import { tarball, userGit, zipEntries } from './testing.ts'
import { zipOfTarball } from './zip-of-tarball.ts'

const LIMITS = { maxBytes: 10_000_000, maxFiles: 100 }

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'towpath-zip-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const tarOf = async (...entries: Parameters<typeof tarball>) => Readable.from([await tarball(...entries)])

test('the archive of a repository loses its top folder and nothing else, whatever its files are called', async () => {
  const work = join(folder, 'work')
  await mkdir(join(work, 'dir with space'), { recursive: true })
  const names = ['-n', 'ünïcode 文.txt', 'dir with space/file', `deep${'er'.repeat(60)}.txt`, '.gitignore']
  for (const name of names) await writeFile(join(work, name), `content of ${name}`)
  await writeFile(join(work, 'run.sh'), '#!/bin/sh\n')
  await chmod(join(work, 'run.sh'), 0o755)
  await symlink('run.sh', join(work, 'link'))
  await userGit(folder, 'init', '-q', '-b', 'main', 'work')
  await userGit(work, 'add', '-A')
  await userGit(work, 'commit', '-qm', 'odd names')
  const commit = await userGit(work, 'rev-parse', 'HEAD')
  await userGit(folder, 'clone', '-q', '--bare', 'work', 'o/r.git')
  const source = await openRepositories(folder).archive('o/r', commit, 'tar.gz', 'o-r-abc')

  const entries = zipEntries(Buffer.concat(await zipOfTarball(source, LIMITS).toArray()))

  expect([...entries.keys()].sort()).toEqual([...names, 'run.sh', 'link', 'dir with space/'].sort())
  for (const name of names) expect(entries.get(name)?.text).toBe(`content of ${name}`)
  expect(entries.get('run.sh')?.mode).toBe(0o100755)
  expect(entries.get('link')).toEqual({ text: 'run.sh', mode: 0o120777 })
})

test.each([
  ['names that lead out of the folder', { name: 'top/../../etc/passwd' }, '../../etc/passwd'],
  ['devices', { name: 'top/disk', type: 'block-device' as const }, 'block-device'],
])('an archive with %s is refused', async (_, entry, said) => {
  const zip = zipOfTarball(await tarOf({ name: 'top/good', content: 'x' }, entry), LIMITS)

  await expect(zip.toArray()).rejects.toThrow(said)
})

test('an archive that unpacks to more than the limit is given up', async () => {
  const bomb = tarOf({ name: 'top/zeros', content: '\0'.repeat(20_000_000) })

  await expect(zipOfTarball(await bomb, LIMITS).toArray()).rejects.toThrow(/more than 10000000 bytes/)
})

test('an archive of too many files is given up', async () => {
  const many = tarOf(...Array.from({ length: 101 }, (_, index) => ({ name: `top/${index}` })))

  await expect(zipOfTarball(await many, LIMITS).toArray()).rejects.toThrow(/more than 100 files/)
})

test('what is no archive ends in an error, and so does one that is cut off', async () => {
  const whole = await tarball({ name: 'top/a', content: 'x'.repeat(100_000) })

  await expect(zipOfTarball(Readable.from([Buffer.from('<html>')]), LIMITS).toArray()).rejects.toThrow(/cannot be read/)
  const cut = Readable.from([whole.subarray(0, whole.length - 60)])
  await expect(zipOfTarball(cut, LIMITS).toArray()).rejects.toThrow(/cannot be read/)
})

test('a reader who goes away ends the reading of the source', async () => {
  const source = await tarOf({ name: 'top/a', content: 'x'.repeat(5_000_000) })

  zipOfTarball(source, LIMITS).destroy()

  await new Promise((resolve) => source.once('close', resolve))
  expect(source.destroyed).toBe(true)
})
