import type { Clock, Logger } from '@towpath/base'
import type { Store } from '@towpath/storage'
import type { Alarm } from './alarm.ts'
import type { EngineLimits } from './limits.ts'
import type { Performer } from './performer.ts'
import { CHANNEL, type Runs } from './runs.ts'
import { nextDue, takeOver } from './state/outbox.ts'
import { nextWake, postponeWake, runsToWake } from './state/runs.ts'

/** Timers fired at the same time. */
const TIMERS_AT_ONCE = 256
/** How long to wait after the database could not be asked, and before a run whose step failed is woken again. */
const RECOVERY_MS = 1_000

/** What a {@link Loop} works with. */
export interface LoopParts {
  store: Store
  runs: Runs
  performer: Performer
  clock: Clock
  log: Logger
  limits: EngineLimits
  owner: string
  alarm: Alarm
}

/**
 * Looks what is due, sees to it, sleeps until the next thing is due.
 *
 * It asks the database when it is rung (something was committed), when a timer or lease it knows of is due, and otherwise
 * once a sweep: for what it was not told of.
 */
export class Loop {
  readonly #parts: LoopParts
  #running: Promise<void> | undefined
  #stopped = false

  constructor(parts: LoopParts) {
    this.#parts = parts
  }

  start(): void {
    this.#running ??= this.#run()
  }

  /** Resolves when nothing more will be taken on. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#parts.alarm.ring()
    await this.#running
  }

  async #run(): Promise<void> {
    const { store, alarm, clock } = this.#parts
    const stopListening = store.listen(CHANNEL, (time) => alarm.ring(Number(time)))
    await this.#attempt(() => this.#takeOver())
    while (!this.#stopped) {
      const until = await this.#attempt(() => this.#round())
      if (!this.#stopped) await alarm.sleepUntil(until ?? clock.now() + RECOVERY_MS, clock)
    }
    stopListening()
  }

  async #attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work()
    } catch (error) {
      this.#parts.log.error({ err: error }, 'Engine cannot use the database')
      return undefined
    }
  }

  /** SQLite has one engine at a time, so what another has leased is left over from a process that has ended. */
  async #takeOver(): Promise<void> {
    const { store, clock, owner, log } = this.#parts
    if (store.dialect !== 'sqlite') return
    const commands = await store.transaction((db) => takeOver(db, owner, clock.now()))
    if (commands > 0) log.info({ commands }, 'Commands of an earlier process are performed again')
  }

  /** Sees to what is due. Answers until when there is nothing to do. */
  async #round(): Promise<number> {
    const { store, runs, performer, clock, limits } = this.#parts
    const now = clock.now()
    const kinds = runs.kinds
    if (kinds.length === 0) return now + limits.sweep
    await performer.renew()
    const wakeAt = (await nextWake(store.db, kinds)) ?? Number.POSITIVE_INFINITY
    if (wakeAt <= now) await this.#fireTimers(kinds, now)
    // With no room left, the performer rings when there is some again.
    const dueAt =
      performer.room > 0 ? ((await nextDue(store.db, kinds)) ?? Number.POSITIVE_INFINITY) : now + limits.sweep
    if (dueAt <= now && !this.#stopped) await performer.takeOn()
    return Math.min(wakeAt, dueAt, now + limits.sweep)
  }

  async #fireTimers(kinds: string[], now: number): Promise<void> {
    const { store, runs, log } = this.#parts
    const wake = async (id: string) => {
      try {
        await store.transaction((db) => runs.wakeUp(db, id))
      } catch (error) {
        log.error({ err: error, run: id }, 'Step of a run failed and is tried again later')
        await store.transaction((db) => postponeWake(db, id, now + RECOVERY_MS))
      }
    }
    await Promise.all((await runsToWake(store.db, kinds, now, TIMERS_AT_ONCE)).map(wake))
  }
}
