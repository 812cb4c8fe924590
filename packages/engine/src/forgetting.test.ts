import { databases } from '@towpath/storage/testing.ts'
import { describe, expect, test } from 'vitest'
import { fixture, SOON } from './testing/fixture.ts'

describe.each(databases)('finished runs on $name', (kind) => {
  test('are listed by kind and age, those finished first in front, and forgotten for good', async () => {
    await using t = await fixture(kind)
    const ids = (before: number, limit = 10) =>
      t.store.transaction(async (db) =>
        (await t.engine.finished(db, { kind: 'test.dummy', before, limit })).map(({ id }) => id),
      )
    for (const id of ['b', 'a', 'running']) await t.start(id)
    const began = t.clock.now()
    await t.order({ finish: true }, 'b')
    t.clock.advance(1000)
    await t.order({ finish: true }, 'a')

    expect(await ids(began)).toEqual([])
    expect(await ids(began + 1)).toEqual(['b'])
    expect(await ids(began + 1001)).toEqual(['b', 'a'])
    expect(await ids(began + 1001, 1)).toEqual(['b'])
    expect(await t.engine.finished(t.store.db, { kind: 'test.other', before: began + 1001, limit: 10 })).toEqual([])

    await t.store.transaction((db) => t.engine.forget(db, ['a', 'b', 'running', 'unknown']))

    expect(await ids(began + 1001)).toEqual([])
    expect(await t.engine.read(t.store.db, 'a')).toBeUndefined()
    expect(await t.engine.read(t.store.db, 'running')).toMatchObject({ done: false })
    await expect(t.order({}, 'a')).rejects.toThrow('There is no run "a"')
  })

  test('take what is said to them for nobody, where whoever says it expects that', async () => {
    await using t = await fixture(kind)
    await t.start('a')
    const tell = (id: string) =>
      t.store.transaction((db) => t.engine.deliver(db, id, [{ type: 'order', finish: true }], { orForgotten: true }))

    expect(await tell('a')).toMatchObject({ done: true, state: expect.anything() })
    await t.store.transaction((db) => t.engine.forget(db, ['a']))

    expect(await tell('a')).toEqual({ done: true })
  })

  test('come with their state, and not before their last command is performed', async () => {
    await using t = await fixture(kind)
    const finished = () =>
      t.engine.finished(t.store.db, { kind: 'test.dummy', before: Number.MAX_SAFE_INTEGER, limit: 10 })
    await t.start()

    await t.order({ perform: ['farewell'], finish: true })

    expect(await finished()).toEqual([])
    t.engine.startLoop()
    await expect.poll(finished, SOON).toMatchObject([{ id: 'run', state: { history: [{}, {}] } }])
  })

  test('can be forgotten in large numbers', async () => {
    await using t = await fixture(kind)
    const ids = Array.from({ length: 1200 }, (_, i) => `run-${i}`)
    const last = ids.at(-1)
    await t.start(last)
    await t.order({ finish: true }, last)

    await t.store.transaction((db) => t.engine.forget(db, ids))

    expect(await t.engine.read(t.store.db, last ?? '')).toBeUndefined()
  })
})
