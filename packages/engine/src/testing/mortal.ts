import type { Clock } from '@towpath/base'
import type { Store } from '@towpath/storage'

/** Where, in the course of a step, a process ends. */
export type Moment = 'before' | 'inside' | 'after'

/**
 * One life of a process: whatever it does to the store, the clock and the world goes through here, and stops for ever
 * at the step at which it is told to die. What it had begun by then has no further effect.
 */
export class Life {
  readonly #inner: Store
  readonly #clock: Clock
  #plan: { steps: number; moment: Moment } | undefined
  #dead = false
  #die: () => void = () => undefined
  /** Resolves at death. */
  readonly death: Promise<void> = new Promise((resolve) => {
    this.#die = resolve
  })

  constructor(store: Store, clock: Clock) {
    this.#inner = store
    this.#clock = clock
  }

  get dead(): boolean {
    return this.#dead
  }

  kill(): void {
    this.#dead = true
    this.#die()
  }

  /** Die in so many steps from now. */
  dieIn(steps: number, moment: Moment): void {
    this.#plan = { steps, moment }
  }

  /** Runs `effect` as one step of this life. */
  async step<T>(effect: (inside: () => void) => Promise<T>): Promise<T> {
    const moment = this.#moment()
    if (moment === 'before') this.kill()
    if (this.#dead) return never()
    try {
      const value = await effect(() => {
        if (moment === 'inside') this.kill()
        if (this.#dead) throw new Error('The process has ended')
      })
      if (moment === 'after') this.kill()
      return this.#dead ? never() : value
    } catch (error) {
      if (this.#dead) return never()
      throw error
    }
  }

  #moment(): Moment | undefined {
    if (!this.#plan) return undefined
    this.#plan.steps -= 1
    return this.#plan.steps === 0 ? this.#plan.moment : undefined
  }

  get store(): Store {
    const transaction: Store['transaction'] = (work) =>
      this.step((inside) =>
        this.#inner.transaction(async (db) => {
          const value = await work(db)
          inside()
          return value
        }),
      )
    return { ...this.#inner, transaction }
  }

  get clock(): Clock {
    return {
      now: () => this.#clock.now(),
      sleep: async (ms, signal) => {
        await this.#clock.sleep(ms, signal)
        if (this.#dead) await never()
      },
    }
  }
}

function never<T>(): Promise<T> {
  return new Promise(() => undefined)
}
