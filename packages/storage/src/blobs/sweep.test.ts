import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import type { BlobStore } from '../blobs.ts'
import { databases, temporaryStore } from '../testing.ts'
import { diskBlobs } from './disk-blobs.ts'
import { holdBlob, releaseBlob } from './references.ts'
import { sweepBlobs } from './sweep.ts'

const HOUR = 60 * 60 * 1000

describe.each(databases)('sweeping blobs with $name', (kind) => {
  async function fixture() {
    const store = await temporaryStore([], kind)
    const folder = await mkdtemp(join(tmpdir(), 'towpath-blobs-'))
    const time = { now: 1_800_000_000_000 }
    const blobs = diskBlobs(folder, { now: () => time.now, sleep: async () => undefined })
    const put = async (content: string) => (await blobs.put(Readable.from([content]))).sha256
    const dispose = async () => {
      await store.close()
      await rm(folder, { recursive: true, force: true })
    }
    return { store, blobs, time, put, [Symbol.asyncDispose]: dispose }
  }

  const present = async (blobs: BlobStore, names: string[]) => Promise.all(names.map((name) => blobs.has(name)))

  test('deletes what nobody holds any more and keeps what one of several still holds', async () => {
    await using t = await fixture()
    const [shared, single, free] = [await t.put('shared'), await t.put('single'), await t.put('free')]
    await t.store.transaction(async (db) => {
      await holdBlob(db, 's3/a', shared)
      await holdBlob(db, 's3/b', shared)
      await holdBlob(db, 's3/b', shared)
      await holdBlob(db, 's3/a', single)
    })
    await t.store.transaction((db) => releaseBlob(db, 's3/a'))

    const swept = await sweepBlobs(t.store, t.blobs, t.time.now + HOUR + 1)

    expect(swept).toBe(2)
    expect(await present(t.blobs, [shared, single, free])).toEqual([true, false, false])
  })

  test('lets go of one blob of an owner that holds several', async () => {
    await using t = await fixture()
    const [old, current] = [await t.put('old'), await t.put('current')]
    await t.store.transaction(async (db) => {
      await holdBlob(db, 'git/a', old)
      await holdBlob(db, 'git/a', current)
      await releaseBlob(db, 'git/a', old)
    })

    await sweepBlobs(t.store, t.blobs, t.time.now + HOUR + 1)

    expect(await present(t.blobs, [old, current])).toEqual([false, true])
  })

  test('spares for an hour what was put and is not held yet', async () => {
    await using t = await fixture()
    const name = await t.put('just put')

    const swept = await sweepBlobs(t.store, t.blobs, t.time.now + HOUR)

    expect(swept).toBe(0)
    expect(await t.blobs.has(name)).toBe(true)
  })

  test('spares what was put again long after the first time', async () => {
    await using t = await fixture()
    const name = await t.put('again')
    t.time.now += 10 * HOUR
    await t.put('again')

    await sweepBlobs(t.store, t.blobs, t.time.now + 1)

    expect(await t.blobs.has(name)).toBe(true)
  })

  test('goes through more blobs than fit into one query', async () => {
    await using t = await fixture()
    const names: string[] = []
    for (let i = 0; i < 450; i++) names.push(await t.put(`content ${i}`))
    const held = names.filter((_, i) => i % 3 === 0)
    await t.store.transaction(async (db) => {
      for (const name of held) await holdBlob(db, `s3/${name}`, name)
    })

    const swept = await sweepBlobs(t.store, t.blobs, t.time.now + HOUR + 1)

    expect(swept).toBe(300)
    expect(await present(t.blobs, held)).toEqual(held.map(() => true))
  })
})
