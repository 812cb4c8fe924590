import { randomIds, silentLogger } from '@towpath/base'
import type { Store } from '@towpath/storage'
import { databases, temporaryStore } from '@towpath/storage/testing.ts'
import { describe, expect, test } from 'vitest'
import { createEngine, type Engine } from './engine.ts'
import type { EngineLimits } from './limits.ts'
import { engineSchema } from './schema.ts'
import { Dummy, type DummyFact, type DummyState, factsOf, initialState, type Order } from './testing/dummy-kind.ts'
import { ManualClock } from './testing/manual-clock.ts'

interface Fixture extends AsyncDisposable {
  store: Store
  engine: Engine
  clock: ManualClock
  dummy: Dummy
  start(id?: string): Promise<void>
  order(order: Partial<Order>, id?: string): Promise<void>
  facts(id?: string): Promise<DummyFact[]>
  /** How many timers of a run have fired. */
  rang(id: string): Promise<number | undefined>
  /** A further engine on the same store: that of a process that was started so many leases later. */
  another(leasesLater?: number): Engine
}

const ONE_WAIT = { timeout: 30_000, interval: 5 }

describe.each(databases)('the engine on $name', (kind) => {
  async function fixture(limits: Partial<EngineLimits> = {}): Promise<Fixture> {
    const store = await temporaryStore([engineSchema], kind)
    const clock = new ManualClock()
    const dummy = new Dummy()
    const engines: Engine[] = []
    const create = (clock: ManualClock) => {
      const engine = createEngine({ store, clock, ids: randomIds, log: silentLogger, limits: { grace: 0, ...limits } })
      engine.register(dummy.kind)
      engines.push(engine)
      return engine
    }
    const another = (leasesLater = 0) => create(new ManualClock(clock.now() + leasesLater * 30_001))
    const engine = create(clock)
    return {
      store,
      engine,
      clock,
      dummy,
      another,
      start: (id = 'run') => store.transaction((db) => engine.start(db, 'test.dummy', id, initialState)),
      order: (order, id = 'run') =>
        store.transaction((db) => engine.deliver(db, id, [{ type: 'order', id: 'order', ...order }])),
      facts: async (id = 'run') => factsOf((await engine.read(store.db, id))?.state),
      async rang(id) {
        const run = await engine.read(store.db, id)
        return run && (run.state as DummyState).rang
      },
      async [Symbol.asyncDispose]() {
        for (const one of engines) await one.stop()
        await store.close()
      },
    }
  }

  test('takes the first step of a run, without facts, when it is started', async () => {
    await using t = await fixture()

    await t.start()

    expect(await t.engine.read(t.store.db, 'run')).toEqual({
      state: { history: [{ facts: [], now: t.clock.now() }], alarms: [], rang: 0 },
      done: false,
    })
  })

  test('refuses to start a run twice, and to deliver to one that does not exist', async () => {
    await using t = await fixture()
    await t.start()

    await expect(t.start()).rejects.toThrow('There is a run "run" already')
    await expect(t.order({}, 'other')).rejects.toThrow('There is no run "other"')
    expect(await t.engine.read(t.store.db, 'other')).toBeUndefined()
  })

  test('performs a command soon after the commit and delivers its facts', async () => {
    await using t = await fixture()
    t.engine.startLoop()
    await t.start()

    await t.order({ perform: ['a'] })

    await expect.poll(() => t.facts(), ONE_WAIT).toContainEqual({ type: 'performed', command: 'a', key: 'run/2/0' })
    expect(t.dummy.performed).toEqual([{ command: 'a', key: 'run/2/0', attempt: 1 }])
  })

  test('performs nothing of a transaction that was rolled back', async () => {
    await using t = await fixture()
    t.engine.startLoop()
    await t.start()

    await t.store
      .transaction(async (db) => {
        await t.engine.deliver(db, 'run', [{ type: 'order', id: 'x', perform: ['never'] }])
        throw new Error('refused')
      })
      .catch(() => undefined)
    await t.order({ perform: ['a'] })

    await expect.poll(() => t.dummy.count('a'), ONE_WAIT).toBe(1)
    expect(t.dummy.count('never')).toBe(0)
  })

  test('performs the commands of the last step, and ignores whatever comes after it', async () => {
    await using t = await fixture()
    t.engine.startLoop()
    await t.start()

    await t.order({ perform: ['farewell'], finish: true })
    await t.order({ perform: ['late'] })

    await expect.poll(() => t.dummy.count('farewell'), ONE_WAIT).toBe(1)
    expect(await t.engine.read(t.store.db, 'run')).toMatchObject({ done: true })
    expect(await t.facts()).toHaveLength(1)
    expect(t.dummy.count('late')).toBe(0)
  })

  test('wakes a run at its time, not before, and once', async () => {
    await using t = await fixture()
    t.engine.startLoop()
    await t.start()
    await t.order({ wakeIn: 1_000 })
    const rang = () => t.rang('run')

    t.clock.advance(999)
    await t.order({ perform: ['a'] })
    await expect.poll(() => t.dummy.count('a'), ONE_WAIT).toBe(1)
    const before = await rang()
    t.clock.advance(1)

    await expect.poll(rang, ONE_WAIT).toBe(1)
    t.clock.advance(60_000)
    await t.order({ perform: ['b'] })
    await expect.poll(() => t.dummy.count('b'), ONE_WAIT).toBe(1)
    expect(before).toBe(0)
    expect(await rang()).toBe(1)
  })

  test('a timer that was set before a run ended does not wake it', async () => {
    await using t = await fixture()
    await t.start()
    await t.order({ wakeIn: 10 })
    await t.order({ finish: true })
    t.engine.startLoop()

    t.clock.advance(60_000)
    await t.start('other')
    await t.order({ perform: ['a'] }, 'other')

    await expect.poll(() => t.dummy.count('a'), ONE_WAIT).toBe(1)
    expect(await t.rang('run')).toBe(0)
  })

  test('tries a rejected command again with the same key, later each time', async () => {
    await using t = await fixture()
    const attempts: Array<{ attempt: number; key: string; at: number }> = []
    const begin = t.clock.now()
    t.dummy.behave = (_, { attempt, key }) => {
      attempts.push({ attempt, key, at: t.clock.now() - begin })
      if (attempt < 4) throw new Error('not yet')
    }
    t.engine.startLoop()
    await t.start()

    await t.order({ perform: ['a'] })
    await expect
      .poll(
        () => {
          t.clock.advance(1)
          return t.dummy.count('a')
        },
        { timeout: 30_000, interval: 1 },
      )
      .toBe(1)

    expect(attempts.map(({ attempt, key }) => ({ attempt, key }))).toEqual(
      [1, 2, 3, 4].map((attempt) => ({ attempt, key: 'run/2/0' })),
    )
    const pauses = attempts.slice(1).map(({ at }, i) => at - (attempts[i]?.at ?? 0))
    expect(pauses[0]).toBeGreaterThanOrEqual(200)
    expect(pauses[1]).toBeGreaterThanOrEqual(400)
    expect(pauses[2]).toBeGreaterThanOrEqual(800)
  })

  test('lets `failed` speak for a command that was rejected too often', async () => {
    await using t = await fixture({ failures: 3 })
    t.dummy.behave = (_, { attempt }) => {
      throw new Error(`refused ${attempt}`)
    }
    t.engine.startLoop()
    await t.start()

    await t.order({ perform: ['a'] })

    await expect
      .poll(() => {
        t.clock.advance(100)
        return t.facts()
      }, ONE_WAIT)
      .toContainEqual({ type: 'failed', command: 'a', message: 'refused 3' })
  })

  test('gives up a command in the middle of which the process ended again and again', async () => {
    await using t = await fixture({ attempts: 2 })
    t.dummy.behave = () => new Promise(() => undefined)
    await t.start()
    await t.order({ perform: ['deadly'] })

    for (const begun of [1, 2]) {
      // Each of these takes the command on and, its clock standing still, is not heard of again.
      t.another(begun).startLoop()
      await expect.poll(() => attemptsOf(t.store), ONE_WAIT).toBe(begun)
    }
    t.another(3).startLoop()

    await expect
      .poll(() => t.facts(), ONE_WAIT)
      .toContainEqual({ type: 'failed', command: 'deadly', message: 'Began 3 times, never ended' })
  })

  test('one command that hangs does not keep others from being performed', async () => {
    await using t = await fixture()
    t.dummy.behave = (command) => (command === 'hang' ? new Promise(() => undefined) : undefined)
    t.engine.startLoop()
    await t.start()

    await t.order({ perform: ['hang', 'a', 'b'] })

    await expect.poll(() => t.dummy.count('a') + t.dummy.count('b'), ONE_WAIT).toBe(2)
  })

  test('performs no more at the same time than it may, and all in the end', async () => {
    await using t = await fixture({ atOnce: 3 })
    let now = 0
    let most = 0
    t.dummy.behave = async () => {
      most = Math.max(most, ++now)
      await new Promise((resolve) => setTimeout(resolve, 2))
      now--
    }
    const names = Array.from({ length: 20 }, (_, i) => `c${i}`)
    t.engine.startLoop()
    await t.start()

    await t.order({ perform: names })

    await expect.poll(() => new Set(t.dummy.performed.map(({ command }) => command)).size, ONE_WAIT).toBe(20)
    expect(most).toBe(3)
  })

  test('one step may ask for as much as a large fleet needs', async () => {
    await using t = await fixture()
    await t.start()

    await t.order({ perform: Array.from({ length: 10_000 }, (_, i) => `host-${i}`) })

    expect(await outboxSize(t.store)).toBe(10_000)
  })

  test('a command that takes longer than its lease is not performed twice', async () => {
    await using t = await fixture()
    let finish = () => {}
    let begun = 0
    t.dummy.behave = () => {
      begun++
      return new Promise((resolve) => {
        finish = resolve
      })
    }
    t.engine.startLoop()
    await t.start()
    await t.order({ perform: ['long'] })
    await expect.poll(() => begun, ONE_WAIT).toBe(1)

    for (let minute = 0; minute < 20; minute++) {
      t.clock.advance(3_000)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    finish()

    await expect.poll(() => t.facts(), ONE_WAIT).toContainEqual(expect.objectContaining({ type: 'performed' }))
    expect(begun).toBe(1)
  })

  test('two results of one command count once', async () => {
    await using t = await fixture()
    const finish: Array<() => void> = []
    t.dummy.behave = () => new Promise((resolve) => finish.push(resolve))
    t.engine.startLoop()
    await t.start()
    await t.order({ perform: ['a'] })
    await expect.poll(() => finish.length, ONE_WAIT).toBe(1)

    t.another(1).startLoop()
    await expect.poll(() => finish.length, ONE_WAIT).toBe(2)
    for (const end of finish) end()

    await expect.poll(() => outboxSize(t.store), ONE_WAIT).toBe(0)
    expect((await t.facts()).filter(({ type }) => type === 'performed')).toHaveLength(1)
  })

  test('a run can tell another what happened, in the same transaction', async () => {
    await using t = await fixture()
    t.dummy.project = async (db, run) => {
      const last = run.state.history.at(-1)
      for (const fact of last?.facts ?? []) {
        if (fact.type === 'order' && fact.tell) await t.engine.deliver(db, fact.tell, [{ type: 'told', id: fact.id }])
      }
    }
    await t.start('target')
    await t.start('deployment')

    await t.order({ id: 'done', tell: 'deployment' }, 'target')
    const refused = t.order({ id: 'lost', tell: 'nobody' }, 'target')

    await expect(refused).rejects.toThrow('There is no run "nobody"')
    expect(await t.facts('deployment')).toEqual([{ type: 'told', id: 'done' }])
    expect(await t.facts('target')).toHaveLength(1)
  })

  test('`project` sees the state before and after, and whether the run has ended', async () => {
    await using t = await fixture()
    const seen: Array<[number | undefined, number, boolean]> = []
    t.dummy.project = async (_, run, before) => {
      seen.push([before?.history.length, run.state.history.length, run.done])
    }

    await t.start()
    await t.order({})
    await t.order({ finish: true })

    expect(seen).toEqual([
      [undefined, 1, false],
      [1, 2, false],
      [2, 3, true],
    ])
  })

  test('facts that cannot be delivered at first are delivered later, without performing again', async () => {
    await using t = await fixture()
    let broken = true
    t.dummy.project = async (_, run) => {
      const last = run.state.history.at(-1)
      if (broken && last?.facts.some(({ type }) => type === 'performed')) throw new Error('a bug')
    }
    t.engine.startLoop()
    await t.start()
    await t.order({ perform: ['a'] })
    await expect.poll(() => t.dummy.count('a'), ONE_WAIT).toBe(1)

    broken = false

    await expect
      .poll(() => {
        t.clock.advance(50)
        return t.facts()
      }, ONE_WAIT)
      .toContainEqual({ type: 'performed', command: 'a', key: 'run/2/0' })
    expect(t.dummy.count('a')).toBe(1)
  })

  test('a run whose step fails does not keep the others from being woken, and is woken again itself', async () => {
    await using t = await fixture()
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
    await expect.poll(() => t.rang('sound'), ONE_WAIT).toBe(1)
    broken = false

    await expect
      .poll(() => {
        t.clock.advance(100)
        return t.rang('broken')
      }, ONE_WAIT)
      .toBe(1)
  })

  test('stopping waits for what is being performed, and takes on nothing more', async () => {
    await using t = await fixture({ grace: 60_000 })
    let finish: (() => void) | undefined
    t.dummy.behave = (command) =>
      command === 'slow'
        ? new Promise((resolve) => {
            finish = resolve
          })
        : undefined
    t.engine.startLoop()
    await t.start()
    await t.order({ perform: ['slow'] })
    await expect.poll(() => finish, ONE_WAIT).toBeDefined()

    const stopped = t.engine.stop()
    await t.order({ perform: ['later'] })
    finish?.()
    await stopped

    expect(await t.facts()).toContainEqual({ type: 'performed', command: 'slow', key: 'run/2/0' })
    expect(t.dummy.count('later')).toBe(0)
  })

  test('what was broken off by stopping counts as no failure and is performed by the next engine', async () => {
    await using t = await fixture({ failures: 1 })
    const attempts: number[] = []
    t.dummy.behave = (_, { signal, attempt }) => {
      attempts.push(attempt)
      if (attempts.length > 1) return
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    }
    t.engine.startLoop()
    await t.start()
    await t.order({ perform: ['a'] })
    await expect.poll(() => attempts.length, ONE_WAIT).toBe(1)

    const stopped = t.engine.stop()
    await stopped
    await expect.poll(() => outboxOwned(t.store), ONE_WAIT).toBe(0)
    t.another().startLoop()

    await expect.poll(() => t.dummy.count('a'), ONE_WAIT).toBe(1)
    expect(attempts).toEqual([1, 1])
  })

  test('runs of a kind that is not registered rest until it is', async () => {
    await using t = await fixture()
    await t.start()
    await t.order({ perform: ['a'], wakeIn: 1 })
    t.clock.advance(10)
    const stranger = createEngine({ store: t.store, clock: t.clock, ids: randomIds, log: silentLogger })
    stranger.register({ ...t.dummy.kind, kind: 'test.other' })
    stranger.startLoop()

    stranger.wake()
    await new Promise((resolve) => setTimeout(resolve, 30))
    const before = t.dummy.count('a')
    t.engine.startLoop()

    await expect.poll(() => t.dummy.count('a'), ONE_WAIT).toBe(1)
    await stranger.stop()
    expect(before).toBe(0)
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
    await expect.poll(() => queries, ONE_WAIT).toBeGreaterThan(0)
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

type Outbox = { engine_outbox: { owner: string | null; attempts: number } }

async function outboxRows(store: Store) {
  return store.db.withTables<Outbox>().selectFrom('engine_outbox').select(['owner', 'attempts']).execute()
}

const outboxSize = async (store: Store) => (await outboxRows(store)).length
const outboxOwned = async (store: Store) => (await outboxRows(store)).filter(({ owner }) => owner !== null).length
const attemptsOf = async (store: Store) => (await outboxRows(store))[0]?.attempts
