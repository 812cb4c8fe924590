import type { Clock, Logger } from '@towpath/base'
import type { Database, Store } from '@towpath/storage'
import { type EngineLimits, pauseAfter } from './limits.ts'
import type { Runs } from './runs.ts'
import { type Claimed, claimCommands, releaseCommand, removeCommand, renewLeases } from './state/outbox.ts'

/** How often delivering facts is tried before the command is given back, to be performed again later. */
const DELIVERY_TRIES = 5
/** How long it then rests. */
const REST_MS = 30_000

/** What a {@link Performer} works with. */
export interface PerformerParts {
  store: Store
  runs: Runs
  clock: Clock
  log: Logger
  limits: EngineLimits
  /** Names this engine in the outbox. */
  owner: string
  /** Called with the time at which there is something to take on. */
  ring(time: number): void
}

/** What came of performing a command. */
type Outcome = { status: 'resolved'; facts: unknown[] } | { status: 'rejected'; error: unknown }

/** Takes commands from the outbox, performs them and delivers what they resolve with. */
export class Performer {
  readonly #parts: PerformerParts
  readonly #inHand = new Map<string, Promise<void>>()
  readonly #stopping = new AbortController()
  #renewedAt = 0

  constructor(parts: PerformerParts) {
    this.#parts = parts
  }

  /** How many more commands can be taken on now. */
  get room(): number {
    return this.#parts.limits.atOnce - this.#inHand.size
  }

  /** Takes on what is due, as far as there is room, and begins to perform it. */
  async takeOn(): Promise<void> {
    const { store, runs, clock, limits, owner } = this.#parts
    const now = clock.now()
    if (this.#inHand.size === 0) this.#renewedAt = now
    const claim = { owner, kinds: runs.kinds, now, leasedUntil: now + limits.lease, limit: this.room }
    for (const command of await store.transaction((db) => claimCommands(db, claim))) this.#begin(command)
  }

  /** Renews the leases of what is in hand when a third of their time has passed. */
  async renew(): Promise<void> {
    const { store, clock, limits, owner } = this.#parts
    const now = clock.now()
    const keys = [...this.#inHand.keys()]
    if (keys.length === 0 || Math.abs(now - this.#renewedAt) < limits.lease / 3) return
    await store.transaction((db) => renewLeases(db, owner, keys, now + limits.lease))
    this.#renewedAt = now
  }

  /** Waits, first patiently, then after telling what is in hand to stop. Returns how many commands did not end. */
  async stop(): Promise<number> {
    await this.#settled()
    this.#stopping.abort(new Error('The engine is stopping'))
    await this.#settled()
    return this.#inHand.size
  }

  async #settled(): Promise<void> {
    if (this.#inHand.size === 0) return
    const done = new AbortController()
    await Promise.race([
      Promise.all(this.#inHand.values()),
      this.#parts.clock.sleep(this.#parts.limits.grace, done.signal),
    ])
    done.abort()
  }

  #begin(command: Claimed): void {
    // Its lease ran out while it is still being performed here (the clock jumped): it is leased anew, that is all.
    if (this.#inHand.has(command.key)) return
    const performing = this.#perform(command).finally(() => {
      this.#inHand.delete(command.key)
      if (this.room === 1) this.#parts.ring(0)
    })
    this.#inHand.set(command.key, performing)
  }

  /** Never rejects. */
  async #perform(command: Claimed): Promise<void> {
    const outcome = await this.#outcome(command)
    if (outcome.status === 'resolved') await this.#complete(command, async () => outcome.facts)
    else if (this.#stopping.signal.aborted) await this.#giveBack(command, { attempts: command.attempts - 1, pause: 0 })
    else await this.#rejected(command, outcome.error)
  }

  async #outcome({ key, runId, kind, command, attempts }: Claimed): Promise<Outcome> {
    const { runs, limits } = this.#parts
    // So many attempts without as many rejections: the process has ended in the middle, again and again.
    if (attempts > limits.attempts)
      return { status: 'rejected', error: new Error(`Began ${attempts} times, never ended`) }
    try {
      const act = { runId, key, attempt: attempts, signal: this.#stopping.signal }
      return { status: 'resolved', facts: await (await runs.kind(kind)).perform(command, act) }
    } catch (error) {
      return { status: 'rejected', error }
    }
  }

  async #rejected(command: Claimed, error: unknown): Promise<void> {
    const { runs, limits, log } = this.#parts
    const { key, runId: run, attempts } = command
    const failures = command.failures + 1
    if (failures < limits.failures && attempts <= limits.attempts) {
      log.debug({ err: error, run, key, attempts }, 'Command failed and is tried again later')
      return this.#giveBack({ ...command, failures }, { attempts, pause: pauseAfter(failures) })
    }
    log.warn({ err: error, run, key, attempts }, 'Command failed for good')
    await this.#complete(command, async () => (await runs.kind(command.kind)).failed(command.command, error))
  }

  /**
   * Takes the command off and delivers its facts, in one transaction. When that fails (a bug in `next`, a broken
   * database) the facts must not be lost: it is tried a few times, then the command is given back.
   */
  async #complete(command: Claimed, facts: () => Promise<unknown[]>): Promise<void> {
    const { store, runs, clock, log } = this.#parts
    const { key, runId, attempts } = command
    const deliverAny = async (db: Database, some: unknown[]) => {
      if (some.length > 0) await runs.deliver(db, runId, some)
    }
    for (let tries = 1; tries <= DELIVERY_TRIES && !this.#stopping.signal.aborted; tries++) {
      try {
        return await store.transaction(async (db) => {
          const isMine = await removeCommand(db, key)
          if (isMine) await deliverAny(db, await facts())
        })
      } catch (error) {
        log.error({ err: error, run: runId, key, tries }, 'Facts of a command cannot be delivered')
        await clock.sleep(pauseAfter(tries), this.#stopping.signal)
      }
    }
    await this.#giveBack(command, { attempts: attempts - 1, pause: REST_MS })
  }

  /** Lets the command be performed again after a pause. */
  async #giveBack(command: Claimed, { attempts, pause }: { attempts: number; pause: number }): Promise<void> {
    const { store, clock, owner, log, ring } = this.#parts
    const again = { dueAt: clock.now() + pause, attempts, failures: command.failures }
    try {
      await store.transaction((db) => releaseCommand(db, command.key, owner, again))
      ring(again.dueAt)
    } catch (error) {
      log.error({ err: error, run: command.runId, key: command.key }, 'Command stays leased until its lease runs out')
    }
  }
}
