import type { Clock } from '@towpath/base'
import type { Database, Store } from '@towpath/storage'
import type { AnyRunKind, LazyRunKind } from './run-kind.ts'
import { addCommands } from './state/outbox.ts'
import { findRun, insertRun, type RunRecord, updateRun } from './state/runs.ts'

/** Notifications carry the time (in milliseconds) at which there is something to do. */
export const CHANNEL = 'engine'

const NOT_DONE = { done: false, wakeAt: undefined, doneAt: undefined }

/** Moves runs from one state to the next. Everything here happens inside a transaction of the caller. */
export class Runs {
  readonly #store: Store
  readonly #clock: Clock
  readonly #kinds = new Map<string, () => AnyRunKind | Promise<AnyRunKind>>()

  constructor(store: Store, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  register(kind: AnyRunKind | LazyRunKind<unknown, unknown, unknown>): void {
    if (this.#kinds.has(kind.kind)) throw new Error(`Two kinds of run are called "${kind.kind}"`)
    this.#kinds.set(kind.kind, 'load' in kind ? loader(kind) : () => kind)
  }

  get kinds(): string[] {
    return [...this.#kinds.keys()]
  }

  async kind(name: string): Promise<AnyRunKind> {
    const kind = this.#kinds.get(name)
    if (!kind) throw new Error(`No kind of run is called "${name}"`)
    return kind()
  }

  async start(db: Database, kind: string, id: string, state: unknown): Promise<void> {
    // Through JSON, so that the first step sees what every later one will see.
    const initial: unknown = JSON.parse(JSON.stringify(state))
    await this.#advance(db, { id, kind, version: 0, state: initial, ...NOT_DONE }, [])
  }

  /** Does nothing for a finished run, nor, if `orForgotten`, where there is none. */
  async deliver(
    db: Database,
    runId: string,
    facts: unknown[],
    { orForgotten } = { orForgotten: false },
  ): Promise<Pick<RunRecord, 'state' | 'done'>> {
    const run = await findRun(db, runId)
    if (!run && orForgotten) return { state: undefined, done: true }
    if (!run) throw new Error(`There is no run "${runId}"`)
    return run.done ? run : this.#advance(db, run, facts)
  }

  /** Does nothing unless the run's timer is due: another process may have been quicker. */
  async wakeUp(db: Database, runId: string): Promise<void> {
    const run = await findRun(db, runId)
    if (run?.wakeAt !== undefined && run.wakeAt <= this.#clock.now()) await this.#advance(db, run, [])
  }

  async #advance(db: Database, before: RunRecord, facts: unknown[]): Promise<RunRecord> {
    const kind = await this.kind(before.kind)
    const now = this.#clock.now()
    const step = kind.next(before.state, facts, now)
    const done = step.done === true
    const version = before.version + 1
    const ending = done ? { wakeAt: undefined, doneAt: now } : { wakeAt: future(step.wakeAt, now), doneAt: undefined }
    const run = { ...before, version, state: step.state, done, ...ending }

    if (before.version === 0) await insertNew(db, run)
    else await updateRun(db, run)
    await addCommands(db, { runId: run.id, kind: run.kind, version, now }, step.commands)
    this.#announce(step.commands.length > 0 ? now : run.wakeAt)

    const stateBefore = before.version === 0 ? undefined : before.state
    await kind.project?.(db, { id: run.id, state: run.state, done }, stateBefore)
    return run
  }

  /** Heard, once the transaction is committed, by every engine that sleeps longer than until `time`. */
  #announce(time: number | undefined): void {
    if (time !== undefined) this.#store.notify(CHANNEL, String(time))
  }
}

function loader(kind: LazyRunKind<unknown, unknown, unknown>): () => Promise<AnyRunKind> {
  let loaded: Promise<AnyRunKind> | undefined
  return () => {
    loaded ??= kind.load().catch((error: unknown) => {
      loaded = undefined
      throw error
    })
    return loaded
  }
}

async function insertNew(db: Database, run: RunRecord): Promise<void> {
  if (!(await insertRun(db, run))) throw new Error(`There is a run "${run.id}" already`)
}

/** A timer in the past would be due again as soon as it has fired. */
function future(wakeAt: number | undefined, now: number): number | undefined {
  if (wakeAt === undefined) return undefined
  if (!Number.isFinite(wakeAt)) throw new Error(`A run cannot be woken at ${wakeAt}`)
  return Math.max(Math.ceil(wakeAt), now + 1)
}
