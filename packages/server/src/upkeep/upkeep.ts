import type { Chore, Clock, Logger } from '@towpath/base'

/** When the first round begins: not while a control plane that has just started takes up its work. Milliseconds. */
const FIRST = 5 * 60_000
/** From one round to the next, in milliseconds. */
const INTERVAL = 60 * 60_000
/** Between two lots, so that requests come in between. Milliseconds. */
const PAUSE = 20
/** Lots of one chore in a round. What is left is for the next. */
const MOST_LOTS = 2_000

export interface Upkeep {
  start(): void
  /** Resolves once the lot that is under way has ended. */
  stop(): Promise<void>
}

/** Does chores now and then, one after the other. One that fails does not keep the others from being done. */
export function createUpkeep({ chores, clock, log }: { chores: Chore[]; clock: Clock; log: Logger }): Upkeep {
  const stopping = new AbortController()
  const { signal } = stopping
  let running: Promise<void> | undefined

  async function run(): Promise<void> {
    for (let pause = FIRST; ; pause = INTERVAL) {
      await clock.sleep(pause, signal)
      for (const chore of chores) if (!signal.aborted) await attempt(chore)
      if (signal.aborted) return
    }
  }

  async function attempt(chore: Chore): Promise<void> {
    try {
      const lots = await doLots(chore)
      if (lots > 1) log.info({ chore: chore.name, lots }, 'upkeep done')
    } catch (error) {
      log.error({ err: error, chore: chore.name }, 'upkeep could not be done')
    }
  }

  async function doLots(chore: Chore): Promise<number> {
    let lots = 1
    while ((await chore.lot(clock.now())) && lots < MOST_LOTS && !signal.aborted) {
      lots += 1
      await clock.sleep(PAUSE, signal)
    }
    return lots
  }

  return {
    start() {
      running ??= run()
    },
    async stop() {
      stopping.abort()
      await running
    },
  }
}
