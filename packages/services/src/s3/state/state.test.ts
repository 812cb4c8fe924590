import { heldBlobs } from '@towpath/storage'
import { databases, temporaryStore } from '@towpath/storage/testing.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compareKeys } from '../rules/key-order.ts'
import type { Position } from '../rules/walk.ts'
import { s3Schema } from './migrations.ts'
import type { NewVersion } from './objects.ts'
import { type State, stateOn } from './state.ts'

describe.each(databases)('on $name', (kind) => {
  let store: Awaited<ReturnType<typeof temporaryStore>>
  beforeAll(async () => {
    store = await temporaryStore([s3Schema], kind)
  })
  afterAll(() => store.close())

  const within = <T>(work: (state: State) => Promise<T>) => store.transaction((db) => work(stateOn(db)))
  const read = () => stateOn(store.db)
  let ids = 0

  function version(bucket: string, key: string, more: Partial<NewVersion> = {}): NewVersion {
    const attributes = { headers: {}, metadata: {}, storageClass: 'STANDARD' }
    const id = `id-${ids++}`
    const base = { id, bucket, key, versionId: id, deleteMarker: false, size: 1, etag: 'e', modifiedAt: ids }
    return { ...base, attributes, tags: {}, ...more }
  }

  test('keys are ordered by their bytes and found by prefix, whatever characters they hold', async () => {
    const keys = ['B', 'a', 'a b', 'a/1', 'a/2', 'a_', 'b%', 'ä', 'z', '\uff61', '\u{1f600}']
    await within(async (state) => {
      for (const key of keys) await state.objects.add(version('order', key))
    })
    const list = async (prefix: string, position: Position<never>, limit = 100) =>
      (await read().listings.objects('order', prefix, position, limit)).map(({ key }) => key)
    const sorted = [...keys].sort(compareKeys)

    expect(await list('', { from: '' })).toEqual(sorted)
    expect(await list('', { after: 'a b' }, 2)).toEqual(['a/1', 'a/2'])
    expect(await list('a', { from: 'a' })).toEqual(['a', 'a b', 'a/1', 'a/2', 'a_'])
    expect(await list('\u{1f600}', { from: '\u{1f600}' })).toEqual(['\u{1f600}'])
  })

  test('the newest version comes first, and another takes its place when it goes', async () => {
    const [one, two, three] = [1, 2, 3].map((etag) => version('versions', 'k', { etag: `${etag}` }))
    await within(async (state) => {
      for (const each of [one, two, three]) if (each) await state.objects.add(each)
    })
    const etags = async () => (await read().listings.versions('versions', '', { from: '' }, 10)).map(({ etag }) => etag)

    expect(await etags()).toEqual(['3', '2', '1'])
    await within(async (state) => {
      const newest = await state.objects.latest('versions', 'k')
      if (newest) await state.objects.remove(newest)
    })
    expect(await etags()).toEqual(['2', '1'])
    expect(await read().objects.latest('versions', 'k')).toMatchObject({ etag: '2', latest: true, id: two?.id })
  })

  test('versions go on within a key, behind the one that was shown last', async () => {
    await within(async (state) => {
      for (const key of ['a', 'a', 'b']) await state.objects.add(version('paged', key))
    })
    const all = await read().listings.versions('paged', '', { from: '' }, 10)
    const first = all[0]?.versionId ?? ''

    const rest = await read().listings.versions('paged', '', { key: 'a', within: first }, 10)
    expect(rest.map(({ id }) => id)).toEqual(all.slice(1).map(({ id }) => id))
  })

  test('content is held until the last of its owners lets go', async () => {
    const sha256 = 'a'.repeat(64)
    const segment = { sha256, offset: 3, length: 4 }
    const many = Array.from({ length: 1200 }, (_, i) => ({ ...segment, offset: i }))
    await within((state) => state.contents.add('one', [segment, segment]))
    await within((state) => state.contents.add('two', many))
    const held = () => heldBlobs(store.db, [sha256])

    expect(await read().contents.ofAll(['two', 'one'])).toEqual([...many, segment, segment])
    await within((state) => state.contents.remove(['two']))
    expect((await held()).size).toBe(1)
    await within((state) => state.contents.remove(['one']))
    expect((await held()).size).toBe(0)
    expect(await read().contents.of('one')).toEqual([])
  })
})
