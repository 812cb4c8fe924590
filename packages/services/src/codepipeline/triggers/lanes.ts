/** Work of one lane is done one after the other, in the order in which it came; lanes do not wait for each other. */
export class Lanes {
  readonly #last = new Map<string, Promise<void>>()

  /** Resolves or rejects as `work` does; what fails holds nobody up. */
  run<T>(lane: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(lane) ?? Promise.resolve()
    const done = before.then(work)
    const ended = done.then(
      () => {},
      () => {},
    )
    this.#last.set(lane, ended)
    void ended.then(() => {
      if (this.#last.get(lane) === ended) this.#last.delete(lane)
    })
    return done
  }

  /** When all that was begun so far has ended. */
  async idle(): Promise<void> {
    await Promise.all(this.#last.values())
  }
}

/** Events of one repository or object are taken in their order. */
export const laneOf = (account: string, name: string): string => `${account} ${name.toLowerCase()}`
