import { createWriteStream } from 'node:fs'
import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ZipFile } from 'yazl'
import { unzip, ZipProblem } from './unzip.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'towpath-unzip-'))
  await mkdir(join(folder, 'to'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A zip on disk. `rename` stands in place of a name of the same length: yazl itself refuses bad ones. */
async function zipOf(
  entries: { name: string; text: string; mode?: number }[],
  rename?: [string, string],
): Promise<string> {
  const zip = new ZipFile()
  for (const { name, text, mode = 0o100644 } of entries)
    zip.addBuffer(Buffer.from(text), name, { mode, compress: false })
  zip.end()
  const file = join(folder, 'a.zip')
  await pipeline(zip.outputStream, createWriteStream(file))
  if (rename) {
    const bytes = (await readFile(file)).toString('latin1').replaceAll(rename[0], rename[1])
    await pipeline([Buffer.from(bytes, 'latin1')], createWriteStream(file))
  }
  return file
}

test('files come with their modes, and links as links', async () => {
  const file = await zipOf([
    { name: 'bin/run', text: '#!/bin/sh\n', mode: 0o104755 },
    { name: 'link', text: 'bin/run', mode: 0o120777 },
  ])

  await unzip(file, join(folder, 'to'))

  // Without the bit that would let it run as somebody else.
  expect((await lstat(join(folder, 'to/bin/run'))).mode & 0o7777).toBe(0o755)
  expect(await readlink(join(folder, 'to/link'))).toBe('bin/run')
})

test.each([
  ['a parent folder', 'aa/evil', '../evil'],
  ['an absolute path', 'a/evil', '/aevil'],
])('a name that leads to %s is refused, and nothing is written there', async (_, name, evil) => {
  const file = await zipOf([{ name, text: 'x' }], [name, evil])

  await expect(unzip(file, join(folder, 'to'))).rejects.toThrow(ZipProblem)

  expect(await readdir(folder)).toEqual(['a.zip', 'to'])
})

test('nothing is written through a link of the same archive', async () => {
  const file = await zipOf([
    { name: 'out', text: folder, mode: 0o120777 },
    { name: 'out/evil', text: 'x' },
  ])

  await expect(unzip(file, join(folder, 'to'))).rejects.toThrow(ZipProblem)

  expect(await readdir(folder)).toEqual(['a.zip', 'to'])
})

test('an archive that comes to more than it may is refused', async () => {
  const file = await zipOf([{ name: 'a', text: 'x'.repeat(1000) }])

  await expect(unzip(file, join(folder, 'to'), { entries: 10, bytes: 999 })).rejects.toThrow('more than 999 bytes')
})
