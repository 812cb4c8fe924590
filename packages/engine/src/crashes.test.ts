import { randomIds, silentLogger } from '@towpath/base'
import type { Store } from '@towpath/storage'
import { type DatabaseKind, databases, temporaryStore } from '@towpath/storage/testing.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createEngine, type Engine } from './engine.ts'
import { engineSchema } from './schema.ts'
import { Dummy, type DummyFact, type DummyState, initialState, next, type Order } from './testing/dummy-kind.ts'
import { ManualClock } from './testing/manual-clock.ts'
import { Life, type Moment } from './testing/mortal.ts'

/** One thing that happens to the world while engines live and die. */
type Event =
  | { type: 'order'; run: string; perform: number; wakeIn?: number; tell: boolean; finish: boolean }
  | { type: 'advance'; ms: number }
  /** The living engine ends in so many steps. */
  | { type: 'die'; steps: number; moment: Moment }
  /** A second engine takes over although the first is alive (it only seemed dead). */
  | { type: 'takeOver' }
  /** The next so many performances are rejected, after or before they have had their effect. */
  | { type: 'reject'; times: number; afterEffect: boolean }
  /** Time for so many turns of the event loop: enough to begin things, not to end them. */
  | { type: 'turns'; turns: number }
  | { type: 'rest' }

const run = fc.constantFrom('run-a', 'run-b', 'run-c')
const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('order' as const),
      run,
      perform: fc.integer({ min: 0, max: 3 }),
      wakeIn: fc.option(fc.integer({ min: 0, max: 3_000 }), { nil: undefined }),
      tell: fc.boolean(),
      finish: fc.integer({ min: 0, max: 15 }).map((n) => n === 0),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('advance' as const), ms: fc.integer({ min: 1, max: 40_000 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('die' as const),
      steps: fc.integer({ min: 1, max: 8 }),
      moment: fc.constantFrom<Moment>('before', 'inside', 'after'),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ type: 'takeOver' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('reject' as const),
      times: fc.integer({ min: 1, max: 3 }),
      afterEffect: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('turns' as const), turns: fc.integer({ min: 1, max: 12 }) }),
  },
  { weight: 2, arbitrary: fc.constant({ type: 'rest' as const }) },
)

/** How long a command takes: long enough for another engine to begin it as well. */
const PERFORMING_TURNS = 10

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve))
}

/** The world, over the lives of many engines. */
class World {
  readonly store: Store
  readonly clock = new ManualClock()
  /** Keys of commands that had their effect, as often as they had it. */
  readonly effects: string[] = []
  readonly acknowledged: Array<{ run: string; order: string }> = []
  readonly sent: Array<{ run: string; order: string; tell: boolean }> = []
  readonly #engines: Array<{ engine: Engine; life: Life }> = []
  /** Lives in which commands are being performed at the moment, once for each. */
  readonly #performing: Life[] = []
  #rejecting = { times: 0, afterEffect: false }

  constructor(store: Store) {
    this.store = store
  }

  /** The engine that is alive; a new one when there is none. */
  get current(): { engine: Engine; life: Life } {
    const last = this.#engines.at(-1)
    return last && !last.life.dead ? last : this.begin()
  }

  begin(): { engine: Engine; life: Life } {
    const life = new Life(this.store, this.clock)
    const engine = createEngine({ store: life.store, clock: life.clock, ids: randomIds, log: silentLogger })
    const dummy = new Dummy()
    dummy.project = async (db, { state }) => {
      for (const fact of state.history.at(-1)?.facts ?? []) {
        if (fact.type === 'order' && fact.tell) await engine.deliver(db, fact.tell, [{ type: 'told', id: fact.id }])
      }
    }
    engine.register({
      ...dummy.kind,
      perform: (command, act) =>
        life.step(async () => {
          this.#performing.push(life)
          await turns(PERFORMING_TURNS)
          this.#performing.splice(this.#performing.indexOf(life), 1)
          const rejected = this.#rejecting.times-- > 0
          if (!rejected || this.#rejecting.afterEffect) this.effects.push(act.key)
          if (rejected) throw new Error('rejected')
          return [{ type: 'performed', command, key: act.key }]
        }),
    })
    engine.startLoop()
    const one = { engine, life }
    this.#engines.push(one)
    return one
  }

  async order(order: Extract<Event, { type: 'order' }>): Promise<void> {
    const id = `order-${this.sent.length}`
    const fact: Order = {
      type: 'order',
      id,
      perform: Array.from({ length: order.perform }, (_, i) => `${id}-${i}`),
      wakeIn: order.wakeIn,
      tell: order.tell ? 'parent' : undefined,
      finish: order.finish,
    }
    const { engine, life } = this.current
    this.sent.push({ run: order.run, order: id, tell: order.tell })
    const delivered = life.store.transaction((db) => engine.deliver(db, order.run, [fact]))
    await Promise.race([delivered.then(() => this.acknowledged.push({ run: order.run, order: id })), life.death])
  }

  reject(times: number, afterEffect: boolean): void {
    this.#rejecting = { times, afterEffect }
  }

  /** Lets engines work until there is nothing due, or until the current one ends. */
  async rest(): Promise<void> {
    const { life } = this.current
    for (let turn = 0; turn < 2_000 && !life.dead; turn++) {
      if (!(await this.#isSomethingDue())) return
      await turns(1)
    }
  }

  async #isSomethingDue(): Promise<boolean> {
    const now = this.clock.now()
    const db = this.store.db.withTables<{
      engine_outbox: { due_at: number }
      engine_runs: { wake_at: number | null }
    }>()
    const timers = await db.selectFrom('engine_runs').select('wake_at').where('wake_at', '<=', now).execute()
    const commands = await db.selectFrom('engine_outbox').select('due_at').where('due_at', '<=', now).execute()
    return timers.length + commands.length > 0 || this.#performing.some((life) => !life.dead)
  }

  /** Nobody dies any more; time goes on until nothing is left to do. */
  async end(): Promise<void> {
    for (const { life } of this.#engines) life.kill()
    this.#rejecting.times = 0
    for (let round = 0; round < 200; round++) {
      await this.rest()
      if ((await this.#left()) === 0) return
      this.clock.advance(1_000)
    }
    throw new Error('The engine does not come to an end')
  }

  async #left(): Promise<number> {
    const db = this.store.db.withTables<{ engine_outbox: { key: string }; engine_runs: { wake_at: number | null } }>()
    const commands = await db.selectFrom('engine_outbox').select('key').execute()
    const timers = await db.selectFrom('engine_runs').select('wake_at').where('wake_at', 'is not', null).execute()
    return commands.length + timers.length
  }

  async state(id: string): Promise<DummyState> {
    const { engine } = this.current
    return (await engine.read(this.store.db, id))?.state as DummyState
  }

  async stop(): Promise<void> {
    for (const { life } of this.#engines) life.kill()
    await this.store.close()
  }
}

const RUNS = ['run-a', 'run-b', 'run-c']

async function play(world: World, events: Event[]): Promise<void> {
  const { engine } = world.begin()
  for (const id of ['parent', ...RUNS]) {
    await world.store.transaction((db) => engine.start(db, 'test.dummy', id, initialState))
  }
  for (const event of events) {
    if (event.type === 'order') await world.order(event)
    else if (event.type === 'advance') world.clock.advance(event.ms)
    else if (event.type === 'die') world.current.life.dieIn(event.steps, event.moment)
    else if (event.type === 'takeOver') world.begin()
    else if (event.type === 'reject') world.reject(event.times, event.afterEffect)
    else if (event.type === 'turns') await turns(event.turns)
    else await world.rest()
  }
  await world.end()
}

/** What the pure function makes of everything that reached the run. */
function fold(history: DummyState['history']): { state: DummyState; keys: string[] } {
  let state = initialState
  const keys: string[] = []
  history.forEach(({ facts, now }, version) => {
    const step = next(state, facts, now)
    state = step.state
    keys.push(...step.commands.map((_, i) => `${version + 1}/${i}`))
  })
  return { state, keys }
}

const countBy = <T>(items: T[], name: (item: T) => string) =>
  Object.fromEntries([...Map.groupBy(items, name)].map(([key, group]) => [key, group.length]))

async function check(world: World): Promise<void> {
  const sound = async (id: string): Promise<DummyFact[]> => {
    const state = await world.state(id)
    const { state: folded, keys } = fold(state.history)
    const facts = state.history.flatMap((step) => step.facts)
    expect(state).toEqual(folded)

    // Every command had its effect, and its result counts exactly once.
    const ordered = keys.map((key) => `${id}/${key}`)
    expect(ordered.filter((key) => !world.effects.includes(key))).toEqual([])
    const { done } = (await world.current.engine.read(world.store.db, id)) ?? {}
    const performed = countBy(
      facts.filter((fact) => fact.type === 'performed'),
      ({ key }) => key,
    )
    if (!done) expect(state.alarms).toEqual([])
    if (!done) expect(performed).toEqual(Object.fromEntries(ordered.map((key) => [key, 1])))
    expect(Object.values(performed).filter((times) => times !== 1)).toEqual([])
    return facts
  }

  const told = countBy(
    (await sound('parent')).filter((fact) => fact.type === 'told'),
    ({ id }) => id,
  )
  for (const id of RUNS) {
    const orders = (await sound(id)).filter((fact) => fact.type === 'order')
    const times = countBy(orders, (order) => order.id)
    expect(Object.values(times).filter((n) => n !== 1)).toEqual([])
    // What one run tells another arrives exactly if what it tells of is in its own state.
    for (const order of orders) expect(told[order.id]).toBe(order.tell ? 1 : undefined)
    const finishedAt = orders.findIndex((order) => order.finish)
    if (finishedAt >= 0) continue
    // Nothing that was acknowledged is missing.
    for (const one of world.acknowledged.filter((one) => one.run === id)) expect(times[one.order]).toBe(1)
  }
}

const runs = (kind: DatabaseKind) => ({ numRuns: kind.name === 'sqlite' ? 150 : 20 })

describe.each(databases)('whatever dies whenever, on $name', (kind) => {
  test('no fact is lost or counted twice, no command is forgotten, and the state is what the facts make it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 5, maxLength: 40 }), async (events) => {
        const world = new World(await temporaryStore([engineSchema], kind))
        try {
          await play(world, events)
          await check(world)
        } finally {
          await world.stop()
        }
      }),
      runs(kind),
    )
  })
})
