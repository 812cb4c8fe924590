import type { Clock } from '@towpath/base'

/** Lets one sleeper be woken before its time. A call while nobody sleeps makes the next sleep end at once. */
export class Alarm {
  #rung = false
  #sleeping: { until: number; wake: AbortController } | undefined

  /** Wakes the sleeper if it would sleep beyond `time`. */
  ring(time = 0): void {
    if (this.#sleeping && this.#sleeping.until <= time) return
    this.#rung = true
    this.#sleeping?.wake.abort()
  }

  async sleepUntil(until: number, clock: Clock): Promise<void> {
    const wake = new AbortController()
    this.#sleeping = { until, wake }
    if (!this.#rung) await clock.sleep(Math.max(0, until - clock.now()), wake.signal)
    this.#sleeping = undefined
    this.#rung = false
  }
}
