import { mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDataFolder } from './open.ts'

let place: string
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'towpath-data-'))
})
afterEach(() => rm(place, { recursive: true, force: true }))

async function idOf(folder: string): Promise<string> {
  const { id, lock } = await openDataFolder(join(place, folder))
  await lock.release()
  return id
}

test('a data folder is made for its owner alone', async () => {
  const folder = await openDataFolder(join(place, 'data'))
  await folder.lock.release()

  for (const path of [
    folder.path,
    folder.blobs,
    folder.repositories,
    folder.instances,
    folder.builds,
    folder.scratch,
  ]) {
    expect((await stat(path)).mode & 0o777).toBe(0o700)
  }
})

test('each data folder has an id of its own, which it keeps when it is moved', async () => {
  const first = await idOf('first')
  await rename(join(place, 'first'), join(place, 'moved'))

  expect(await idOf('first')).not.toBe(first)
  expect(await idOf('moved')).toBe(first)
})

test('what was left in the scratch folder is gone at the next start', async () => {
  const first = await openDataFolder(join(place, 'data'))
  await writeFile(join(first.scratch, 'half an archive'), '')
  await first.lock.release()

  const second = await openDataFolder(join(place, 'data'))
  await second.lock.release()

  expect(await readdir(second.scratch)).toEqual([])
})
