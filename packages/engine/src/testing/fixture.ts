import { randomIds, silentLogger } from '@towpath/base'
import type { Store } from '@towpath/storage'
import { type DatabaseKind, temporaryStore } from '@towpath/storage/testing.ts'
import { createEngine, type Engine } from '../engine.ts'
import type { EngineLimits } from '../limits.ts'
import { engineSchema } from '../schema.ts'
import { Dummy, type DummyFact, type DummyState, factsOf, initialState, type Order } from './dummy-kind.ts'
import { ManualClock } from './manual-clock.ts'

/** What most tests of the engine work with. */
export interface Fixture extends AsyncDisposable {
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

/** Bounds of every wait. */
export const SOON = { timeout: 30_000, interval: 5 }

/** An engine that is not started yet, on a database of its own, with a clock that stands still. */
export async function fixture(kind: DatabaseKind, limits: Partial<EngineLimits> = {}): Promise<Fixture> {
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
    async order(order, id = 'run') {
      await store.transaction((db) => engine.deliver(db, id, [{ type: 'order', id: 'order', ...order }]))
    },
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

type Outbox = { engine_outbox: { owner: string | null; attempts: number } }

async function outboxRows(store: Store) {
  return store.db.withTables<Outbox>().selectFrom('engine_outbox').select(['owner', 'attempts']).execute()
}

/** Commands that are not performed yet. */
export const outboxSize = async (store: Store) => (await outboxRows(store)).length
/** Commands that some engine has taken on. */
export const outboxOwned = async (store: Store) =>
  (await outboxRows(store)).filter(({ owner }) => owner !== null).length
/** How often the one command in the outbox was begun. */
export const attemptsOf = async (store: Store) => (await outboxRows(store))[0]?.attempts
