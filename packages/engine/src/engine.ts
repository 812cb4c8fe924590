import type { Clock, Ids, Logger } from '@towpath/base'
import type { Database, Store } from '@towpath/storage'
import { Alarm } from './alarm.ts'
import { DEFAULT_LIMITS, type EngineLimits } from './limits.ts'
import { Loop } from './loop.ts'
import { Performer } from './performer.ts'
import type { LazyRunKind, RunKind } from './run-kind.ts'
import { Runs } from './runs.ts'
import { findRun, finishedRuns, removeFinished } from './state/runs.ts'

/**
 * Durable runs: state in the database, decided on by pure functions, carried on by whichever process is alive.
 *
 * Facts that were delivered in a committed transaction are in the state exactly once. Commands are performed at least
 * once. `kill -9` at any moment loses neither.
 */
export interface Engine {
  /** Makes a kind of run known. Runs of unknown kinds rest until somebody registers it. */
  register<State, Fact, Command>(kind: RunKind<State, Fact, Command> | LazyRunKind<State, Fact, Command>): void
  /** Makes a run and takes its first step, inside the caller's transaction. Throws when there is one of that id. */
  start(db: Database, kind: string, id: string, state: unknown): Promise<void>
  /**
   * Takes the step that follows from `facts`, inside the caller's transaction. Does nothing for a finished run.
   * Resolves with the run as it then is. Throws when there is no such run, unless `orForgotten`: it then counts as one that
   * is finished and was forgotten, and has no state.
   */
  deliver(
    db: Database,
    runId: string,
    facts: unknown[],
    options?: { orForgotten: boolean },
  ): Promise<{ state: unknown; done: boolean }>
  read(db: Database, runId: string): Promise<{ state: unknown; done: boolean } | undefined>
  /**
   * Up to `limit` runs of a kind that were finished before the time `before` (milliseconds since the epoch) and have no
   * command left to perform; those that were finished first come first.
   */
  finished(
    db: Database,
    asked: { kind: string; before: number; limit: number },
  ): Promise<{ id: string; state: unknown }[]>
  /**
   * Forgets those of the runs that are finished, inside the caller's transaction. To be used once nobody delivers to them
   * any more: facts for a run that is forgotten are an error, as for one that never was.
   */
  forget(db: Database, runIds: string[]): Promise<void>
  /**
   * Looks at once for what is due. Not needed after `start` and `deliver`: the loop hears of their commit by itself.
   */
  wake(): void
  /** Begins to perform commands and to fire timers. */
  startLoop(): void
  /**
   * Takes on nothing more, and waits for what is being performed: up to `limits.grace`, then tells it to stop and waits
   * as long again. What has not ended by then is performed again by the next engine.
   */
  stop(): Promise<void>
}

/** What an engine works with. */
export interface EngineOptions {
  store: Store
  clock: Clock
  ids: Ids
  log: Logger
  limits?: Partial<EngineLimits>
}

/** The tables of {@link engineSchema} must have been made. On SQLite, only one engine may run at a time. */
export function createEngine({ store, clock, ids, log, limits: given }: EngineOptions): Engine {
  const limits = { ...DEFAULT_LIMITS, ...given }
  const owner = ids.uuid()
  const alarm = new Alarm()
  const runs = new Runs(store, clock)
  const performer = new Performer({ store, runs, clock, log, limits, owner, ring: (time) => alarm.ring(time) })
  const loop = new Loop({ store, runs, performer, clock, log, limits, owner, alarm })

  return {
    register: (kind) => runs.register(kind),
    start: (db, kind, id, state) => runs.start(db, kind, id, state),
    deliver: (db, runId, facts, options) => runs.deliver(db, runId, facts, options),
    async read(db, runId) {
      const run = await findRun(db, runId)
      return run && { state: run.state, done: run.done }
    },
    finished: finishedRuns,
    forget: removeFinished,
    wake: () => alarm.ring(),
    startLoop: () => loop.start(),
    async stop() {
      await loop.stop()
      const left = await performer.stop()
      if (left > 0) log.warn({ commands: left }, 'Commands did not end in time and will be performed again')
    },
  }
}
