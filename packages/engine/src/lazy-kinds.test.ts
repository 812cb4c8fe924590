import { randomIds, silentLogger, systemClock } from '@towpath/base'
import { temporaryStore } from '@towpath/storage/testing.ts'
import { expect, onTestFinished, test } from 'vitest'
import { createEngine } from './engine.ts'
import type { LazyRunKind } from './run-kind.ts'
import { engineSchema } from './schema.ts'
import { Dummy, type DummyFact, type DummyState, factsOf, initialState } from './testing/dummy-kind.ts'
import { SOON } from './testing/fixture.ts'

async function engineWith(load: LazyRunKind<DummyState, DummyFact, string>['load']) {
  const store = await temporaryStore([engineSchema])
  const engine = createEngine({ store, clock: systemClock, ids: randomIds, log: silentLogger })
  engine.register({ kind: 'test.dummy', load })
  engine.startLoop()
  onTestFinished(async () => {
    await engine.stop()
    await store.close()
  })
  return {
    start: (id: string) => store.transaction((db) => engine.start(db, 'test.dummy', id, initialState)),
    perform: (id: string) =>
      store.transaction((db) => engine.deliver(db, id, [{ type: 'order', id: 'order', perform: ['a'] }])),
    facts: async (id: string) => factsOf((await engine.read(store.db, id))?.state),
    exists: async (id: string) => (await engine.read(store.db, id)) !== undefined,
  }
}

test('a kind is loaded once, by the first of its runs, and runs as any other', async () => {
  let loads = 0
  const runs = await engineWith(async () => {
    loads += 1
    return new Dummy().kind
  })
  const before = loads

  await Promise.all([runs.start('one'), runs.start('two')])
  await runs.perform('one')

  await expect.poll(() => runs.facts('one'), SOON).toContainEqual({ type: 'performed', command: 'a', key: 'one/2/0' })
  expect([before, loads]).toEqual([0, 1])
})

test('a kind that cannot be loaded fails the step, keeps nothing of it, and is loaded by the next', async () => {
  let broken = true
  const runs = await engineWith(async () => {
    if (broken) throw new Error('too many open files')
    return new Dummy().kind
  })

  await expect(runs.start('one')).rejects.toThrow('too many open files')
  expect(await runs.exists('one')).toBe(false)
  broken = false
  await runs.start('one')

  expect(await runs.exists('one')).toBe(true)
})
