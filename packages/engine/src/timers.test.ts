import { randomIds, silentLogger } from '@towpath/base'
import type { Store } from '@towpath/storage'
import { databases, temporaryStore } from '@towpath/storage/testing.ts'
import { describe, expect, test } from 'vitest'
import { createEngine } from './engine.ts'
import { engineSchema } from './schema.ts'
import { Dummy, initialState } from './testing/dummy-kind.ts'
import { fixture, SOON } from './testing/fixture.ts'
import { ManualClock } from './testing/manual-clock.ts'

describe.each(databases)('timers on $name', (kind) => {
  test('wakes a run at its time, not before, and once', async () => {
    await using t = await fixture(kind)
    t.engine.startLoop()
    await t.start()
    await t.order({ wakeIn: 1_000 })
    const rang = () => t.rang('run')

    t.clock.advance(999)
    await t.order({ perform: ['a'] })
    await expect.poll(() => t.dummy.count('a'), SOON).toBe(1)
    const before = await rang()
    t.clock.advance(1)

    await expect.poll(rang, SOON).toBe(1)
    t.clock.advance(60_000)
    await t.order({ perform: ['b'] })
    await expect.poll(() => t.dummy.count('b'), SOON).toBe(1)
    expect(before).toBe(0)
    expect(await rang()).toBe(1)
  })

  test('a timer that was set before a run ended does not wake it', async () => {
    await using t = await fixture(kind)
    await t.start()
    await t.order({ wakeIn: 10 })
    await t.order({ finish: true })
    t.engine.startLoop()

    t.clock.advance(60_000)
    await t.start('other')
    await t.order({ perform: ['a'] }, 'other')

    await expect.poll(() => t.dummy.count('a'), SOON).toBe(1)
    expect(await t.rang('run')).toBe(0)
  })

  test('a run whose step fails does not keep the others from being woken, and is woken again itself', async () => {
    await using t = await fixture(kind)
    let broken = true
    t.dummy.project = async (_, run) => {
      if (broken && run.id === 'broken' && run.state.rang > 0) throw new Error('a bug')
    }
    await t.start('broken')
    await t.start('sound')
    await t.order({ wakeIn: 10 }, 'broken')
    await t.order({ wakeIn: 20 }, 'sound')
    t.engine.startLoop()

    t.clock.advance(1_000)
    await expect.poll(() => t.rang('sound'), SOON).toBe(1)
    broken = false

    await expect
      .poll(() => {
        t.clock.advance(100)
        return t.rang('broken')
      }, SOON)
      .toBe(1)
  })

  test('an idle engine asks the database no more often than its sweep', async () => {
    const store = await temporaryStore([engineSchema], kind)
    const clock = new ManualClock()
    let queries = 0
    const counting = store.db.withPlugin({
      transformQuery: ({ node }) => {
        queries++
        return node
      },
      transformResult: async ({ result }) => result,
    })
    let transactions = 0
    const transaction: Store['transaction'] = (work) => {
      transactions++
      return store.transaction(work)
    }
    const engine = createEngine({
      store: { ...store, db: counting, transaction },
      clock,
      ids: randomIds,
      log: silentLogger,
    })
    engine.register(new Dummy().kind)
    await store.transaction((db) => engine.start(db, 'test.dummy', 'run', initialState))
    engine.startLoop()
    await expect.poll(() => queries, SOON).toBeGreaterThan(0)
    const begun = { queries, transactions }

    for (let i = 0; i < 600; i++) {
      clock.advance(100)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await new Promise((resolve) => setTimeout(resolve, 30))

    await engine.stop()
    await store.close()
    // A minute has twelve sweeps of five seconds, and each asks for the next timer and the next command.
    expect(queries - begun.queries).toBeGreaterThan(0)
    expect(queries - begun.queries).toBeLessThanOrEqual(26)
    expect(transactions - begun.transactions).toBe(0)
  })
})
