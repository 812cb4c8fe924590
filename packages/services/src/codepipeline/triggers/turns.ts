/**
 * Work that is done one piece after the other. Of one kind, only one piece waits for its turn: it sees all that has happened
 * until it begins, so that more of them would find nothing. However often somebody asks, nothing piles up.
 */
export class Turns<Kind> {
  readonly #waiting = new Set<Kind>()
  #last: Promise<void> = Promise.resolve()

  /** `work` deals with its own failures. */
  ask(kind: Kind, work: () => Promise<void>): void {
    if (this.#waiting.has(kind)) return
    this.#waiting.add(kind)
    this.#last = this.#last.then(() => {
      this.#waiting.delete(kind)
      return work()
    })
  }

  /** When all that was asked for so far has ended. */
  idle(): Promise<void> {
    return this.#last
  }
}
