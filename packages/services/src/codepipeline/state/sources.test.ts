import { silentLogger } from '@towpath/base'
import { openStore, type Store } from '@towpath/storage'
import { databases } from '@towpath/storage/testing/databases.ts'
import { describe, expect, test } from 'vitest'
import type { WatchedSource } from '../rules/triggers/watched-source.ts'
import { codepipelineSchema } from './migrations/index.ts'
import { Sources } from './sources.ts'

const SCOPE = { account: '123456789012', region: 'us-east-1' }
const web = { ...SCOPE, id: 'p1', name: 'web' }
const other = { ...SCOPE, id: 'p2', name: 'other' }

const source = (change: Partial<WatchedSource> = {}): WatchedSource => ({
  action: 'Source',
  kind: 'codecommit',
  name: 'web',
  repository: 'web',
  branch: 'main',
  place: 'codecommit web',
  ...change,
})

describe.each(databases)('the index of sources on $name', ({ create }) => {
  async function within<T>(work: (sources: Sources, store: Store) => Promise<T>): Promise<T> {
    await using database = await create()
    const store = await openStore({ ...database.location, log: silentLogger })
    try {
      await store.migrate([codepipelineSchema])
      return await store.transaction((db) => work(new Sources(db), store))
    } finally {
      await store.close()
    }
  }

  test('sources are found by what events call them, in their account', async () => {
    const found = await within(async (sources) => {
      await sources.replace(web, [source(), source({ action: 'Config', name: 'config', place: 'codecommit config' })])
      await sources.replace(other, [source({ kind: 'connection' })])
      return [
        await sources.find(SCOPE.account, 'codecommit', 'web'),
        await sources.find('210987654321', 'codecommit', 'web'),
        await sources.find(SCOPE.account, 'codecommit', 'Web'),
      ]
    })

    expect(found).toEqual([[{ ...source(), ...SCOPE, pipelineId: 'p1', pipelineName: 'web' }], [], []])
  })

  test('what was seen is not new, until it is something else', async () => {
    const seen = await within(async (sources) => [
      await sources.see('a', 'refs/heads/main', '1'),
      await sources.see('a', 'refs/heads/main', '1'),
      await sources.see('b', 'refs/heads/main', '1'),
      await sources.see('a', 'refs/heads/main', '2'),
      await sources.see('a', 'refs/heads/main', undefined),
      await sources.see('a', 'refs/heads/main', undefined),
      await sources.see('a', 'refs/heads/main', '2'),
    ])

    expect(seen).toEqual([true, false, true, true, true, false, true])
  })

  test('what was found by looking is not seen over something newer', async () => {
    const seen = await within(async (sources) => [
      await sources.see('a', 'refs/heads/main', '2', { head: '1' }),
      await sources.see('a', 'refs/heads/main', '2', { head: undefined }),
      await sources.see('a', 'refs/heads/main', '3', { head: '1' }),
      await sources.see('a', 'refs/heads/main', '3', { head: '2' }),
    ])

    expect(seen).toEqual([false, true, false, true])
  })

  test('looking at a whole place keeps what was seen of it, and may be more than one statement takes', async () => {
    const many = new Map(Array.from({ length: 1000 }, (_, n) => [`refs/heads/${n}`, String(n)]))

    const [before, after] = await within(async (sources) => {
      await sources.see('a', 'refs/heads/7', 'seen')
      const first = await sources.heads('a')
      await sources.lookedAt('a', many)
      return [first, await sources.heads('a')]
    })

    expect(before).toEqual({ lookedAt: false, heads: new Map([['refs/heads/7', 'seen']]) })
    expect(after?.lookedAt).toBe(true)
    expect(after?.heads).toEqual(new Map(many).set('refs/heads/7', 'seen'))
  })

  test('the same sources again change nothing', async () => {
    const changed = await within(async (sources) => {
      const two = [source(), source({ action: 'Config', place: 'codecommit config' })]
      const first = await sources.replace(web, two)
      await sources.lookedAt('codecommit web', new Map())
      return [first, await sources.replace(web, two.toReversed()), (await sources.heads('codecommit web')).lookedAt]
    })

    expect(changed).toEqual([true, false, true])
  })

  test('a place that nobody watches any more is forgotten; one that gains a source is looked at anew', async () => {
    const found = await within(async (sources) => {
      await sources.replace(web, [source()])
      await sources.lookedAt('codecommit web', new Map([['refs/heads/main', '1']]))
      await sources.replace(other, [source({ branch: 'dev' })])
      const joined = await sources.heads('codecommit web')
      await sources.replace(web, [])
      const left = await sources.heads('codecommit web')
      await sources.replace(other, [])
      return [joined, left, await sources.heads('codecommit web')]
    })

    const kept = { lookedAt: false, heads: new Map([['refs/heads/main', '1']]) }
    expect(found).toEqual([kept, kept, { lookedAt: false, heads: new Map() }])
  })
})
